# Templates as shipped.
templatedir = $(datadir)/reeve/templates
dist_template_DATA = templates/ecosystem.cfg templates/manage.cfg \
	templates/manage-multiple.cfg templates/spool.cfg

# Templates as shipped.
templatedir = $(datadir)/reeve/templates
dist_template_DATA = templates/manage.cfg templates/manage-multiple.cfg templates/spool.cfg

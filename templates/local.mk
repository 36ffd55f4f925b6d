# Templates as shipped.
templatedir = $(datadir)/reeve/templates
dist_template_DATA = templates/ecosystem.cfg templates/manage.cfg \
	templates/manage-multiple.cfg templates/spool.cfg templates/tree.cfg

# The same in a container (doc/containers.md).
containerdir = $(templatedir)/container
dist_container_DATA = templates/container/Dockerfile templates/container/compose.yaml

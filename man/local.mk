# Manual pages.
dist_man_MANS += man/reeve.1 man/reeve-main.3 man/reeve-manage.3 man/reeve-plugin.3 man/reeve-template.5

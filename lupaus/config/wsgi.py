import os

from django.core.wsgi import get_wsgi_application

from lupaus.web.rooms import all_in

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lupaus.config.settings")
application = get_wsgi_application()
all_in()  # a server shows everything, and workers share what is loaded before they are forked

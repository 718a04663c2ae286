from django.urls import path

from tenants.views import audit, brands, home

urlpatterns = [
    path("", home.home, name="home"),
    path("agency", home.switch_agency, name="switch_agency"),
    path("language", home.set_language, name="set_language"),
    path("brands.css", brands.stylesheet, name="brand_colours"),
    path("office/brands/", brands.index, name="office_brands"),
    path("office/brands/new/", brands.create, name="office_brand_new"),
    path("office/brands/colours/", brands.colours, name="office_brand_colours"),
    path("office/brands/<uuid:uuid>/", brands.edit, name="office_brand"),
    path("office/audit/", audit.index, name="office_audit"),
]

"""
Every probe, in an order that can be followed. A new probe is one file and one line here.
"""

from diagnostics.probe import Probe
from diagnostics.probes.ads_consent_age import ads_consent_age
from diagnostics.probes.ads_login_siblings import ads_login_siblings
from diagnostics.probes.ads_other_regions import ads_other_regions
from diagnostics.probes.ads_profile_on_record import ads_profile_on_record
from diagnostics.probes.ads_profiles import ads_profiles
from diagnostics.probes.ads_read import ads_read
from diagnostics.probes.ads_token import ads_token
from diagnostics.probes.app_access import app_access
from diagnostics.probes.app_credentials import app_credentials
from diagnostics.probes.catalog import catalog
from diagnostics.probes.consent_age import consent_age
from diagnostics.probes.dataset_freshness import dataset_freshness
from diagnostics.probes.finances import finances
from diagnostics.probes.fleet import fleet
from diagnostics.probes.host_reach import host_reach
from diagnostics.probes.inventory import inventory
from diagnostics.probes.listings import listings
from diagnostics.probes.lwa_token import lwa_token
from diagnostics.probes.marketplaces_on_record import marketplaces_on_record
from diagnostics.probes.orders import orders
from diagnostics.probes.other_regions import other_regions
from diagnostics.probes.own_network import own_network
from diagnostics.probes.participation import participation
from diagnostics.probes.platform_status import platform_status
from diagnostics.probes.reports import reports
from diagnostics.probes.roles_on_record import roles_on_record
from diagnostics.probes.sales import sales
from diagnostics.probes.secret_age import secret_age
from diagnostics.probes.selling_plan import selling_plan
from diagnostics.probes.spapi_access import spapi_access
from diagnostics.probes.stored_ads_token import stored_ads_token
from diagnostics.probes.stored_token import stored_token
from diagnostics.probes.vendor_orders import vendor_orders
from diagnostics.probes.vendor_reports import vendor_reports


PROBES: tuple[Probe, ...] = (
    # our own record
    platform_status,
    stored_token,
    stored_ads_token,
    consent_age,
    ads_consent_age,
    secret_age,
    roles_on_record,
    dataset_freshness,
    ads_login_siblings,
    # our app
    app_credentials,
    app_access,
    # the merchant at Login with Amazon and SP-API
    lwa_token,
    spapi_access,
    participation,
    selling_plan,
    marketplaces_on_record,
    orders,
    finances,
    catalog,
    listings,
    inventory,
    sales,
    reports,
    vendor_orders,
    vendor_reports,
    other_regions,
    host_reach,
    # Ads
    ads_token,
    ads_profiles,
    ads_profile_on_record,
    ads_read,
    ads_other_regions,
    # everybody, and ourselves
    fleet,
    own_network,
)

__all__ = ["PROBES"]

"""Commands on people: one transaction each, audited; other packages import them from here."""

from app.people.services.account import (
    Profile,
    change_password,
    change_profile,
    lock_person,
    set_language,
)
from app.people.services.first_admin import make_admin
from app.people.services.housekeeping import forget_old
from app.people.services.importing import import_people, plan_people_file
from app.people.services.inviting import (
    Accepted,
    Invitee,
    accept_invitation,
    invite,
    invite_again,
    invite_member,
    withdraw_invitation,
)
from app.people.services.passwords_by_mail import LinkSpent, request_reset, reset_password
from app.people.services.portfolios import assign_manager, channel_managers, close_company
from app.people.services.roles import grant_role, revoke_role
from app.people.services.seating import (
    Destination,
    disable_person,
    enable_person,
    leave_company,
    move_person,
)
from app.people.services.second_factor import (
    enrol_second_factor,
    offer_secret,
    opened_offer,
    remove_second_factor,
    reset_second_factor,
)
from app.people.services.signing_in import (
    CodeNeeded,
    Knock,
    SignedIn,
    TooManyTries,
    WrongSignIn,
    confirm_code,
    end_all_sessions,
    end_browser,
    end_other_browsers,
    sign_in,
    sign_out,
    switch_seat,
)

__all__ = [
    "Accepted",
    "CodeNeeded",
    "Destination",
    "Invitee",
    "Knock",
    "LinkSpent",
    "Profile",
    "SignedIn",
    "TooManyTries",
    "WrongSignIn",
    "accept_invitation",
    "assign_manager",
    "change_password",
    "change_profile",
    "channel_managers",
    "close_company",
    "confirm_code",
    "disable_person",
    "enable_person",
    "end_all_sessions",
    "end_browser",
    "end_other_browsers",
    "enrol_second_factor",
    "forget_old",
    "grant_role",
    "import_people",
    "invite",
    "invite_again",
    "invite_member",
    "leave_company",
    "lock_person",
    "make_admin",
    "move_person",
    "offer_secret",
    "opened_offer",
    "plan_people_file",
    "remove_second_factor",
    "request_reset",
    "reset_password",
    "reset_second_factor",
    "revoke_role",
    "set_language",
    "sign_in",
    "sign_out",
    "switch_seat",
    "withdraw_invitation",
]

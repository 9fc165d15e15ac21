"""The policy of Kru as one table: what each role gets at each route, for its own thing, a colleague's, another
company's, and one that does not exist.

Columns are roles. A cell is the status of the answer, or
    in   303 to the sign-in page         401  signed out, for what would change something
    no   303 back to a page that says why it was refused; nothing was changed
    -    not asked
A row names method and endpoint; words in brackets tell apart several ways to ask one route for a thing.
"""

ROLES = ("visitor", "rep", "partner_admin", "author", "channel_manager", "admin")
OWN, COLLEAGUE, FOREIGN, MISSING = THINGS = ("own", "colleague", "foreign", "missing")
Row = dict[str, str]

#            visitor rep p.admin author c.manager admin
ANYBODY =    "200 200 200 200 200 200"  # fmt: skip
SIGNED_IN =  "in  200 200 200 200 200"  # fmt: skip
MANAGERS =   "in  404 200 404 200 200"  # fmt: skip
DESK =       "in  404 404 404 200 200"  # fmt: skip
AUTHORS =    "in  404 404 200 404 200"  # fmt: skip
ADMINS =     "in  404 404 404 404 200"  # fmt: skip
NOBODY =     "in  404 404 404 404 404"  # fmt: skip
OF_VENDOR =  "in  404 404 200 200 200"  # fmt: skip
POST_ANY =   "303 303 303 303 303 303"  # fmt: skip
POST_IN =    "401 303 303 303 303 303"  # fmt: skip
POST_DESK =  "401 404 404 404 303 303"  # fmt: skip
POST_MAN =   "401 404 303 404 303 303"  # fmt: skip
POST_NONE =  "401 404 404 404 404 404"  # fmt: skip
POST_VENDOR = "401 404 404 303 303 303"
POST_AUTH =  "401 404 404 303 404 303"  # fmt: skip

TABLE: dict[str, Row] = {
    # the gate
    "GET people.sign_in": {OWN: "200 303 303 303 303 303"},
    "POST people.sign_in_submit": {
        OWN: POST_ANY,
        FOREIGN: "422 422 422 422 422 422",
        MISSING: "422 422 422 422 422 422",
    },
    "GET people.sign_in_code": {OWN: POST_ANY},
    "POST people.sign_in_code_submit": {OWN: "no no no no no no"},
    "POST people.sign_out": {OWN: POST_ANY},
    "GET people.forgot": {OWN: ANYBODY},
    "POST people.forgot_submit": {OWN: POST_ANY, FOREIGN: POST_ANY, MISSING: POST_ANY},
    "GET people.invitation": {OWN: ANYBODY, MISSING: "410 410 410 410 410 410"},
    "POST people.invitation_submit": {OWN: POST_ANY, MISSING: "410 410 410 410 410 410"},
    "GET people.reset": {OWN: ANYBODY, MISSING: "410 410 410 410 410 410"},
    "POST people.reset_submit": {OWN: POST_ANY, MISSING: "410 410 410 410 410 410"},
    "POST people.switch_seat": {OWN: POST_IN, COLLEAGUE: POST_NONE, FOREIGN: POST_NONE, MISSING: POST_NONE},
    # the own account
    "GET people.account": {OWN: SIGNED_IN},
    "POST people.account_save": {OWN: POST_IN},
    "POST people.password_save": {OWN: POST_IN},
    "POST people.end_browser": {OWN: POST_IN, COLLEAGUE: POST_NONE, FOREIGN: POST_NONE, MISSING: POST_NONE},
    "POST people.end_other_browsers": {OWN: POST_IN},
    "GET people.second_factor": {OWN: SIGNED_IN},
    "POST people.second_factor_save": {OWN: "401 no no no no no"},
    "POST people.second_factor_off": {OWN: "401 422 422 422 422 422"},
    # people
    "GET people.people": {OWN: MANAGERS},
    "GET people.people (company)": {OWN: MANAGERS, FOREIGN: MANAGERS, MISSING: MANAGERS},
    "GET people.people (words)": {OWN: MANAGERS, FOREIGN: MANAGERS, MISSING: MANAGERS},
    "GET people.person": {OWN: MANAGERS, COLLEAGUE: MANAGERS, FOREIGN: DESK, MISSING: NOBODY},
    "GET people.invite": {OWN: MANAGERS},
    "POST people.invite_submit": {
        OWN: POST_MAN,
        FOREIGN: "401 404 422 404 303 303",
        MISSING: "401 404 422 404 422 422",
    },
    "POST people.invitation_again": {OWN: POST_MAN, FOREIGN: POST_DESK, MISSING: POST_NONE},
    "POST people.invitation_withdraw": {OWN: POST_MAN, FOREIGN: POST_DESK, MISSING: POST_NONE},
    "POST people.invite_member": {
        COLLEAGUE: "401 404 no 404 no no",
        FOREIGN: "401 404 404 404 no no",
        MISSING: POST_NONE,
    },
    "POST people.disable": {OWN: POST_NONE, COLLEAGUE: POST_MAN, FOREIGN: POST_DESK, MISSING: POST_NONE},
    "POST people.enable": {OWN: POST_NONE, COLLEAGUE: POST_MAN, FOREIGN: POST_DESK, MISSING: POST_NONE},
    "POST people.grant": {COLLEAGUE: POST_MAN, FOREIGN: POST_DESK, MISSING: POST_NONE},
    "POST people.revoke": {
        COLLEAGUE: "401 404 no 404 no no",
        FOREIGN: "401 404 404 404 no no",
        MISSING: POST_NONE,
    },
    "POST people.leave": {OWN: POST_NONE, COLLEAGUE: POST_MAN, FOREIGN: POST_DESK, MISSING: POST_NONE},
    "GET people.move": {OWN: NOBODY, COLLEAGUE: DESK, FOREIGN: DESK, MISSING: NOBODY},
    "POST people.move_submit": {
        OWN: POST_NONE,
        COLLEAGUE: POST_DESK,
        FOREIGN: POST_DESK,
        MISSING: POST_NONE,
    },
    "GET people.import_people": {OWN: DESK},
    "GET people.import_people_template": {OWN: DESK},
    "POST people.import_people_dry": {OWN: "401 404 404 404 200 200"},
    "POST people.import_people_confirm": {OWN: "401 404 404 404 no no"},
    "GET people.audit": {OWN: ADMINS},
    # companies
    "GET partners.companies": {OWN: DESK},
    "GET partners.new": {OWN: DESK},
    "POST partners.new_save": {OWN: POST_DESK},
    "GET partners.company_edit": {OWN: ADMINS, FOREIGN: DESK, MISSING: NOBODY},
    "POST partners.company_save": {OWN: "401 404 404 404 404 422", FOREIGN: POST_DESK, MISSING: POST_NONE},
    "POST partners.close": {OWN: "401 404 404 404 404 no", FOREIGN: POST_DESK, MISSING: POST_NONE},
    "POST partners.reopen": {OWN: "401 404 404 404 404 303", FOREIGN: POST_DESK, MISSING: POST_NONE},
    "GET partners.import_companies": {OWN: DESK},
    "GET partners.import_companies_template": {OWN: DESK},
    "POST partners.import_companies_dry": {OWN: "401 404 404 404 200 200"},
    "POST partners.import_companies_confirm": {OWN: "401 404 404 404 no no"},
    # catalogue
    "GET catalogue.library": {OWN: SIGNED_IN},
    "GET catalogue.content": {OWN: AUTHORS},
    # learning
    "GET learning.learn": {OWN: SIGNED_IN},
    "GET learning.curriculum": {OWN: SIGNED_IN, FOREIGN: OF_VENDOR, MISSING: NOBODY},
    "POST learning.start_curriculum": {OWN: POST_IN, FOREIGN: POST_VENDOR, MISSING: POST_NONE},
    "GET learning.course": {OWN: SIGNED_IN, FOREIGN: OF_VENDOR, MISSING: NOBODY},
    "GET learning.item": {OWN: SIGNED_IN, FOREIGN: OF_VENDOR, MISSING: NOBODY},
    "GET learning.transcript": {OWN: SIGNED_IN, FOREIGN: OF_VENDOR, MISSING: NOBODY},
    "GET learning.files": {OWN: SIGNED_IN, FOREIGN: OF_VENDOR, MISSING: NOBODY},
    "POST learning.open_viewing": {
        OWN: "401 201 201 201 201 201",
        FOREIGN: "401 404 404 201 201 201",
        MISSING: POST_NONE,
    },
    "POST learning.beacon": {
        OWN: "401 200 200 200 200 200",
        COLLEAGUE: "401 404 404 404 404 404",
        FOREIGN: POST_NONE,
        MISSING: POST_NONE,
    },
    "POST learning.beacon (unreadable)": {
        OWN: "401 422 422 422 422 422",
        FOREIGN: "401 404 404 422 422 422",
        MISSING: POST_NONE,
    },
    "POST learning.steps": {OWN: POST_IN, FOREIGN: POST_VENDOR, MISSING: POST_NONE},
    "POST learning.acknowledge": {
        OWN: "401 422 422 422 422 422",
        FOREIGN: "401 404 404 422 422 422",
        MISSING: POST_NONE,
    },
    "GET learning.assign": {OWN: MANAGERS, FOREIGN: DESK, MISSING: NOBODY},
    "GET learning.assign (company)": {OWN: MANAGERS, FOREIGN: DESK, MISSING: NOBODY},
    "POST learning.assign (company)": {OWN: POST_MAN, FOREIGN: POST_DESK, MISSING: POST_NONE},
    "POST learning.assign (curriculum)": {
        OWN: "401 404 303 404 422 422",
        FOREIGN: "401 404 404 404 422 422",
        MISSING: POST_NONE,
    },
    "POST learning.assign (person)": {
        COLLEAGUE: "401 404 303 404 422 422",
        FOREIGN: "401 404 422 404 422 422",
        MISSING: "401 404 422 404 422 422",
    },
    # assessment
    "POST assessment.start": {OWN: POST_IN, FOREIGN: POST_VENDOR, MISSING: POST_NONE},
    "GET assessment.attempt": {OWN: SIGNED_IN, COLLEAGUE: NOBODY, FOREIGN: NOBODY, MISSING: NOBODY},
    "GET assessment.summary": {OWN: SIGNED_IN, COLLEAGUE: NOBODY, FOREIGN: NOBODY, MISSING: NOBODY},
    "POST assessment.save": {OWN: POST_IN, COLLEAGUE: POST_NONE, FOREIGN: POST_NONE, MISSING: POST_NONE},
    "PUT assessment.save": {OWN: POST_IN, COLLEAGUE: POST_NONE, FOREIGN: POST_NONE, MISSING: POST_NONE},
    "POST assessment.check": {
        OWN: "401 no no no no no",
        COLLEAGUE: POST_NONE,
        FOREIGN: POST_NONE,
        MISSING: POST_NONE,
    },
    "POST assessment.signals": {
        OWN: "401 204 204 204 204 204",
        COLLEAGUE: POST_NONE,
        FOREIGN: POST_NONE,
        MISSING: POST_NONE,
    },
    "POST assessment.record": {OWN: POST_NONE, COLLEAGUE: POST_NONE, FOREIGN: POST_NONE, MISSING: POST_NONE},
    "GET assessment.recording": {OWN: NOBODY, COLLEAGUE: NOBODY, FOREIGN: NOBODY, MISSING: NOBODY},
    "GET assessment.picture": {OWN: NOBODY, COLLEAGUE: NOBODY, FOREIGN: NOBODY, MISSING: NOBODY},
    "POST assessment.submit": {OWN: POST_IN, COLLEAGUE: POST_NONE, FOREIGN: POST_NONE, MISSING: POST_NONE},
    "GET assessment.result": {OWN: SIGNED_IN, COLLEAGUE: MANAGERS, FOREIGN: DESK, MISSING: NOBODY},
    "GET assessment.quiz_analysis_page": {OWN: OF_VENDOR, FOREIGN: OF_VENDOR, MISSING: NOBODY},
    "GET assessment.question_analysis_page": {OWN: OF_VENDOR, MISSING: NOBODY},
    "GET assessment.regrade": {OWN: AUTHORS, MISSING: NOBODY},
    "POST assessment.regrade_save": {OWN: "401 404 404 303 404 303", MISSING: POST_NONE},
    "POST assessment.regrade_undo": {OWN: POST_NONE, MISSING: POST_NONE},
    "GET assessment.banks": {OWN: AUTHORS},
    "GET assessment.new_bank": {OWN: AUTHORS},
    "POST assessment.new_bank_save": {OWN: POST_AUTH},
    "GET assessment.bank": {OWN: AUTHORS, MISSING: NOBODY},
    "POST assessment.bank_states": {OWN: POST_AUTH, MISSING: POST_NONE},
    "GET assessment.question": {OWN: AUTHORS, MISSING: NOBODY},
    "GET assessment.question_file": {OWN: NOBODY, MISSING: NOBODY},
    "GET assessment.import_questions": {OWN: AUTHORS, MISSING: NOBODY},
    "POST assessment.import_dry": {OWN: "401 404 404 200 404 200", MISSING: POST_NONE},
    "POST assessment.import_confirm": {OWN: "401 404 404 no 404 no", MISSING: POST_NONE},
    "GET assessment.import_template": {OWN: AUTHORS, MISSING: NOBODY},
    "GET assessment.export_questions": {OWN: AUTHORS, MISSING: NOBODY},
    "GET assessment.export_file": {OWN: AUTHORS, MISSING: NOBODY},
    "GET assessment.quizzes": {OWN: OF_VENDOR},
    "GET assessment.quiz": {OWN: OF_VENDOR, FOREIGN: OF_VENDOR, MISSING: NOBODY},
    "POST assessment.release_results": {OWN: POST_DESK, FOREIGN: POST_DESK, MISSING: POST_NONE},
    "GET assessment.grading": {OWN: OF_VENDOR},
    "GET assessment.grade": {OWN: NOBODY, COLLEAGUE: OF_VENDOR, FOREIGN: OF_VENDOR, MISSING: NOBODY},
    "POST assessment.grade_save": {
        OWN: POST_NONE,
        COLLEAGUE: POST_VENDOR,
        FOREIGN: POST_VENDOR,
        MISSING: POST_NONE,
    },
    "POST assessment.second_grader": {
        OWN: POST_NONE,
        COLLEAGUE: "401 404 404 200 200 200",
        FOREIGN: "401 404 404 200 200 200",
        MISSING: POST_NONE,
    },
    "GET assessment.grading_file": {OWN: NOBODY, COLLEAGUE: NOBODY, FOREIGN: NOBODY, MISSING: NOBODY},
    "GET assessment.desk_attempt": {OWN: DESK, COLLEAGUE: DESK, FOREIGN: DESK, MISSING: NOBODY},
    "GET assessment.void": {OWN: DESK, COLLEAGUE: DESK, FOREIGN: DESK, MISSING: NOBODY},
    "POST assessment.void_save": {
        OWN: "401 404 404 404 422 422",
        COLLEAGUE: POST_DESK,
        FOREIGN: POST_DESK,
        MISSING: POST_NONE,
    },
    "GET assessment.allowance": {OWN: DESK, COLLEAGUE: DESK, FOREIGN: DESK, MISSING: NOBODY},
    "POST assessment.allowance_save": {
        OWN: "401 404 404 404 422 422",
        COLLEAGUE: POST_DESK,
        FOREIGN: POST_DESK,
        MISSING: POST_NONE,
    },
    "POST assessment.release_one": {
        OWN: "401 404 404 404 no no",
        COLLEAGUE: "401 404 404 404 no no",
        FOREIGN: "401 404 404 404 no no",
        MISSING: POST_NONE,
    },
    # certification
    "GET certification.mine": {OWN: SIGNED_IN},
    "GET certification.certification": {OWN: SIGNED_IN, MISSING: NOBODY},
    "POST certification.renew": {OWN: POST_IN, MISSING: POST_NONE},
    "GET certification.award": {OWN: SIGNED_IN, COLLEAGUE: MANAGERS, FOREIGN: DESK, MISSING: NOBODY},
    "GET certification.making": {OWN: SIGNED_IN, COLLEAGUE: MANAGERS, FOREIGN: DESK, MISSING: NOBODY},
    "GET certification.certificate": {OWN: SIGNED_IN, COLLEAGUE: MANAGERS, FOREIGN: DESK, MISSING: NOBODY},
    "POST certification.revoke": {
        OWN: POST_DESK,
        COLLEAGUE: POST_DESK,
        FOREIGN: POST_DESK,
        MISSING: POST_NONE,
    },
    "GET certification.change": {OWN: DESK, COLLEAGUE: DESK, FOREIGN: DESK, MISSING: NOBODY},
    "POST certification.change_save (extend)": {OWN: POST_DESK, FOREIGN: POST_DESK, MISSING: POST_NONE},
    "POST certification.change_save (defer)": {OWN: POST_DESK, FOREIGN: POST_DESK, MISSING: POST_NONE},
    "POST certification.change_save (renewed since)": {COLLEAGUE: "401 404 404 404 422 422"},
    "POST certification.change_save (reinstate)": {
        OWN: "401 404 404 404 422 422",
        COLLEAGUE: "401 404 404 404 422 422",
        FOREIGN: "401 404 404 404 422 422",
        MISSING: POST_NONE,
    },
    "GET certification.requests": {OWN: DESK},
    "POST certification.decide": {
        OWN: "401 404 404 404 no no",
        COLLEAGUE: "401 404 404 404 303 no",
        FOREIGN: "401 404 404 404 303 no",
        MISSING: POST_NONE,
    },
    "GET certification.give": {OWN: DESK, COLLEAGUE: DESK, FOREIGN: DESK, MISSING: NOBODY},
    "POST certification.give_save": {
        OWN: POST_DESK,
        COLLEAGUE: POST_DESK,
        FOREIGN: POST_DESK,
        MISSING: POST_NONE,
    },
    "GET certification.holders": {OWN: MANAGERS, MISSING: NOBODY},
    "GET certification.verify_form": {OWN: ANYBODY},
    "GET certification.verify_form (code)": {OWN: POST_ANY, FOREIGN: POST_ANY, MISSING: POST_ANY},
    "GET certification.verify": {OWN: ANYBODY, FOREIGN: ANYBODY, MISSING: "404 404 404 404 404 404"},
    # points
    "GET points.mine": {OWN: SIGNED_IN},
    "GET points.company": {OWN: "in 404 200 404 404 404"},
    "GET points.board": {OWN: SIGNED_IN},
    # notices
    "GET notifications.inbox": {OWN: SIGNED_IN},
    "POST notifications.read_all": {OWN: POST_IN},
    "POST notifications.open_notice": {
        OWN: POST_IN,
        COLLEAGUE: POST_NONE,
        FOREIGN: POST_NONE,
        MISSING: POST_NONE,
    },
    # reporting
    "GET reporting.home": {OWN: "in 200 200 303 303 303"},
    "GET reporting.board": {OWN: DESK},
    "GET reporting.figures": {OWN: DESK},
    "GET reporting.board_csv": {OWN: DESK},
    "GET reporting.board_xlsx": {OWN: DESK},
    "GET reporting.company": {OWN: "in 404 200 404 404 404", FOREIGN: DESK, MISSING: NOBODY},
    "GET reporting.company_export": {OWN: "in 404 200 404 404 404", FOREIGN: DESK, MISSING: NOBODY},
    "GET reporting.evidence": {OWN: MANAGERS, COLLEAGUE: MANAGERS, FOREIGN: DESK, MISSING: NOBODY},
    # the frame
    "GET static": {OWN: ANYBODY, MISSING: "404 404 404 404 404 404"},
    "GET web.healthz": {OWN: ANYBODY},
    "GET web.readyz": {OWN: ANYBODY},
    "GET web.styleguide": {OWN: ANYBODY},
    "GET web.outbox_mail": {OWN: ANYBODY},
    "POST web.set_language": {OWN: POST_ANY},
}


def cell(row: str, thing: str, role: str) -> str:
    """What the table says."""
    words = TABLE[row][thing].split()
    assert len(words) == len(ROLES), f"{row}, {thing}: {len(words)} cells"
    return words[ROLES.index(role)]


def route_of(row: str) -> tuple[str, str]:
    """Method and endpoint of a row."""
    method, endpoint = row.split()[:2]
    return method, endpoint

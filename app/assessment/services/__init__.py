"""Commands of assessment. All that touch an attempt decide under its row lock."""

from app.assessment.services.allowances import grant_allowance
from app.assessment.services.answering import AnswerFinal, AttemptClosed, Saved, save_answer
from app.assessment.services.checking import check_answer
from app.assessment.services.closing import Result, TamperedPaper, close_attempt
from app.assessment.services.marking import Marked, ask_second_grader, mark_answer
from app.assessment.services.publishing import PublishedBank, publish_bank
from app.assessment.services.regrading import Regraded, apply_regrade, preview_regrade, undo_regrade
from app.assessment.services.releasing import release, release_when_due
from app.assessment.services.signalling import Noticed, note_signals
from app.assessment.services.starting import start_attempt
from app.assessment.services.voiding import Voided, void_attempt

__all__ = [
    "AnswerFinal",
    "AttemptClosed",
    "Marked",
    "Noticed",
    "PublishedBank",
    "Regraded",
    "Result",
    "Saved",
    "TamperedPaper",
    "Voided",
    "apply_regrade",
    "ask_second_grader",
    "check_answer",
    "close_attempt",
    "grant_allowance",
    "mark_answer",
    "note_signals",
    "preview_regrade",
    "publish_bank",
    "release",
    "release_when_due",
    "save_answer",
    "start_attempt",
    "undo_regrade",
    "void_attempt",
]

"""Commands of assessment. All that touch an attempt decide under its row lock."""

from app.assessment.services.answering import AttemptClosed, Saved, save_answer
from app.assessment.services.closing import Result, TamperedPaper, close_attempt
from app.assessment.services.publishing import PublishedBank, publish_bank
from app.assessment.services.starting import start_attempt

__all__ = [
    "AttemptClosed",
    "PublishedBank",
    "Result",
    "Saved",
    "TamperedPaper",
    "close_attempt",
    "publish_bank",
    "save_answer",
    "start_attempt",
]

"""Score cards that never change, and which cases all rules have run for."""

from django.db import models

from cases.models import Case
from cases.models.fields import DecimalJSONField


class CardRow(models.Model):
    """One result of one rule: append-only, so that an old board decision can be reproduced.

    A row is added when inputs_hash or rule_version differ from the latest row of (case, rule).
    inputs_hash: sha256 over exactly the facts that the rule read.
    """

    writes = "inserts"

    case = models.ForeignKey(Case, models.PROTECT, related_name="cards")
    rule = models.CharField(max_length=60)
    rule_version = models.CharField(max_length=20)
    case_version = models.IntegerField()
    inputs_hash = models.CharField(max_length=64)
    payload = DecimalJSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "rule", "-id"], name="scoring_latest_card")]

    def __str__(self) -> str:
        return f"{self.rule} {self.rule_version}, case version {self.case_version}"


class Scored(models.Model):
    """All rules ran for this version of the case with this rule set: its cards are current."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="scored", primary_key=True)
    case_version = models.IntegerField()
    ruleset = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"case version {self.case_version}, rule set {self.ruleset}"

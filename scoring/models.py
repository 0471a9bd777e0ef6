"""Score cards that never change, and which cases all rules have run for."""

from django.contrib.postgres.fields import ArrayField
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
    """All rules ran for this version of the case with this rule set: its cards are current.

    inputs_hash: of what the record held in the sections that rules read; empty where that was not
    looked at as a whole.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="scored", primary_key=True)
    case_version = models.IntegerField()
    ruleset = models.CharField(max_length=64)
    inputs_hash = models.CharField(max_length=64, default="")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"case version {self.case_version}, rule set {self.ruleset}"


class RuleSet(models.Model):
    """The rules of a set that has run, as "key:version": what `Scored.ruleset` stands for."""

    writes = "inserts"

    name = models.CharField(max_length=64, primary_key=True)
    rules = ArrayField(models.CharField(max_length=100))

    def __str__(self) -> str:
        return self.name

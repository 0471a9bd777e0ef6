"""Fields that several rules read."""

from scoring.values.cells import amount, code, finding
from scoring.values.fields import latest
from scoring.values.units import NUMBER

SEX = latest("presentation.sex", code)
AGE = latest("presentation.age_at_diagnosis", amount(NUMBER))
METASTASIS = latest("assessment.metastasis", finding)
BUD = latest("assessment.endoluminal_bud", finding)

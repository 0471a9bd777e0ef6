"""Fields that several rules read."""

from scoring.values.cells import amount, code, finding
from scoring.values.fields import latest
from scoring.values.units import NUMBER

SEX = latest("presentation.sex", code)
AGE = latest("presentation.age_at_diagnosis", amount(NUMBER))
METASTASIS = latest("assessment.metastasis", finding)
BUD = latest("assessment.endoluminal_bud", finding)
ABDOMINAL_NODES = latest("ct_abdomen.abdominal_lymphadenopathy", finding)
CHEST_NODES = latest("ct_thorax.mediastino_hilar_adenopathy", finding)

"""IMDC risk groups for metastatic renal-cell carcinoma on systemic therapy.

Source: Heng et al., J Clin Oncol 2009;27:5794-9. Six factors, one point each; 0 favourable, 1-2
intermediate, 3-6 poor. Limits are the laboratory's; what is unknown opens the range.
"""

from decimal import Decimal

from scoring.rules.base import Rule
from scoring.rules.factor_performance import PERFORMANCE_READS, performance_status
from scoring.rules.factor_time import time_to_systemic
from scoring.rules.factors_blood import (
    BLOOD_READS,
    COUNT_READS,
    calcium,
    haemoglobin,
    neutrophils,
    platelets,
)
from scoring.rules.kidney_manual import CALCIUM, SHARED_LIMITS, example
from scoring.rules.kidney_score import SCORE_READS, KidneyScore

KEY, VERSION = "imdc", "3"
CITATION = "Heng et al., J Clin Oncol 2009;27:5794-9; Heng et al., Lancet Oncol 2013;14:141-8"
GROUPS = (("favourable", 0, 0), ("intermediate", 1, 2), ("poor", 3, 6))  # key, first, last points
FACTORS = (haemoglobin, calcium, time_to_systemic, performance_status, neutrophils, platelets)
IMDC = KidneyScore(KEY, VERSION, CITATION, FACTORS, GROUPS)

READS = (*BLOOD_READS, *COUNT_READS, *PERFORMANCE_READS, *SCORE_READS)
NEUTROPHILS = {"value": 5, "unit": "10^9/L", "upper": {"value": Decimal("7.5"), "unit": "10^9/L"}}
EXAMPLE = example(calcium=CALCIUM, neutrophils=NEUTROPHILS)
RULE = Rule(KEY, VERSION, IMDC.evaluate, READS, SHARED_LIMITS, EXAMPLE)

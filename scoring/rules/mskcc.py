"""MSKCC risk groups for metastatic renal-cell carcinoma on systemic therapy.

Source: Motzer et al., J Clin Oncol 2002;20:289-96. Five factors, one point each; 0 favourable, 1-2
intermediate, 3-5 poor. Haemoglobin against the laboratory's lower limit, LDH against 1.5 times its
upper limit, corrected calcium against 2.5 mmol/L whatever was typed; what is unknown opens the
range.
"""

from scoring.rules.base import Limit, Rule
from scoring.rules.factor_performance import PERFORMANCE_READS, performance_status
from scoring.rules.factor_time import time_to_systemic
from scoring.rules.factors_blood import (
    BLOOD_READS,
    CALCIUM_CUT_OFF,
    LDH,
    LDH_FACTOR,
    calcium_above_cut_off,
    haemoglobin,
    ldh,
)
from scoring.rules.kidney_manual import CALCIUM, SHARED_LIMITS, example
from scoring.rules.kidney_score import SCORE_READS, KidneyScore
from scoring.rules.limits import SCORE

KEY, VERSION = "mskcc", "1"
CITATION = "Motzer et al., J Clin Oncol 2002;20:289-96"
GROUPS = (("favourable", 0, 0), ("intermediate", 1, 2), ("poor", 3, 5))  # key, first, last points
FACTORS = (haemoglobin, calcium_above_cut_off, ldh, time_to_systemic, performance_status)
MSKCC = KidneyScore(KEY, VERSION, CITATION, FACTORS, GROUPS)

READS = (*BLOOD_READS, LDH, *PERFORMANCE_READS, *SCORE_READS)
LIMITS = (
    *SHARED_LIMITS,
    Limit("calcium", CALCIUM_CUT_OFF, "mmol/L", SCORE),
    Limit("ldh", LDH_FACTOR, "", SCORE),
)
EXAMPLE = example(calcium=CALCIUM, albumin={"value": 30, "unit": "g/L"})
RULE = Rule(KEY, VERSION, MSKCC.evaluate, READS, LIMITS, EXAMPLE)

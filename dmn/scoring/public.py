"""What `import dmn` offers of scoring: loaded when it is first asked for."""

from dmn.scoring.frames import score
from dmn.scoring.record_batches import BatchPlan, plan
from dmn.scoring.row_tally import ScoreWarning
from dmn.scoring.run import score_file

__all__ = ["BatchPlan", "ScoreWarning", "plan", "score", "score_file"]

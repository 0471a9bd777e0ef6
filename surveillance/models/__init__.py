"""Who looks after a case, its schedule, what is due, and the mails about it."""

from surveillance.models.deliveries import Delivery, Heartbeat
from surveillance.models.due import Due, DueEvent
from surveillance.models.schedule import CareTeam, Schedule

__all__ = ["CareTeam", "Delivery", "Due", "DueEvent", "Heartbeat", "Schedule"]

"""What the city's platform is told when a project has been approved: the review that came before, and the approval (Art. 24)."""

from __future__ import annotations

from sqlalchemy import select

from workflows.act import Act
from workflows.procurement import money
from workflows.procurement.models.opinions import Opinion
from workflows.procurement.models.platform import tell_platform
from workflows.procurement.models.projects import Project
from workflows.procurement.rules.platform import APPROVED, REVIEWED


def tell_of_approval(act: Act, project: Project) -> None:
    """An entry of the review as a whole, with who of the offices said what, and one of the approval."""
    mine = Opinion.project_id == project.id, Opinion.at >= project.submitted_at, Opinion.task.startswith("review.")
    spoken = act.session.execute(select(Opinion.task, Opinion.outcome).where(*mine).order_by(Opinion.id)).all()
    about = {"number": project.number, "amount": money.figures(project.amount)}
    tell_platform(act, project.id, REVIEWED, project.title, {**about, "opinions": [list(one) for one in spoken]})
    amount = project.amount if project.approved_amount is None else project.approved_amount
    approved = {**about, "approved_amount": money.figures(amount), "approval_no": project.approval_no}
    tell_platform(act, project.id, APPROVED, project.title, approved)

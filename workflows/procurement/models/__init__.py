"""The nouns of the regulation, a file each; importing this package makes every table known."""

from __future__ import annotations

from workflows.procurement.models import awards as awards
from workflows.procurement.models import bid_bonds as bid_bonds
from workflows.procurement.models import catalogues as catalogues
from workflows.procurement.models import contract_changes as contract_changes
from workflows.procurement.models import contracts as contracts
from workflows.procurement.models import direct as direct
from workflows.procurement.models import documents as documents
from workflows.procurement.models import funds as funds
from workflows.procurement.models import law as law
from workflows.procurement.models import library as library
from workflows.procurement.models import needs as needs
from workflows.procurement.models import notices as notices
from workflows.procurement.models import opinions as opinions
from workflows.procurement.models import oversight as oversight
from workflows.procurement.models import packs as packs
from workflows.procurement.models import payments as payments
from workflows.procurement.models import people as people
from workflows.procurement.models import performance as performance
from workflows.procurement.models import platform as platform
from workflows.procurement.models import procurements as procurements
from workflows.procurement.models import projects as projects
from workflows.procurement.models import proposals as proposals
from workflows.procurement.models import registers as registers
from workflows.procurement.models import remedies as remedies
from workflows.procurement.models import review as review
from workflows.procurement.models import solicitations as solicitations
from workflows.procurement.models import spaces as spaces
from workflows.procurement.models import yearly as yearly

"""All proofs: (kind of hiding place, format) -> what shows that it is read, or held."""

from __future__ import annotations

from tests.extract.proofs.archives import ARCHIVE, PICTURE
from tests.extract.proofs.legacy import LEGACY
from tests.extract.proofs.mail import EML, MSG
from tests.extract.proofs.ooxml import OOXML
from tests.extract.proofs.open_document import ODF
from tests.extract.proofs.pages import OFD, PDF
from tests.extract.proofs.proof import Proofs, joined
from tests.extract.proofs.rtf import RTF
from tests.extract.proofs.web import HTML

PROOFS: Proofs = joined(OOXML, LEGACY, RTF, ODF, OFD, PDF, HTML, EML, MSG, ARCHIVE, PICTURE)

"""One image of a declaring checkpoint: its regions, and what denies things to it in the first steps."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from torch import Tensor

from wanstudio.painting.diffusion.families.sketch.naming import denies
from wanstudio.painting.diffusion.families.sketch.regions import Columns, columns_of, join, prompts_of
from wanstudio.painting.diffusion.families.sketch.spec import DeclaredTable
from wanstudio.painting.diffusion.families.wan.attention import TextKeys
from wanstudio.painting.diffusion.families.wan.denoiser import ModelInput
from wanstudio.painting.diffusion.families.wan.generation import WanGeneration
from wanstudio.painting.diffusion.protocol import ImageRequest


@dataclass(frozen=True, slots=True)
class Guide:
    """What a region is guided by: `texts` are what the halves of the guidance read, `denying` what they read in the
    steps of the checkpoint's denial, if it has any.
    """

    texts: tuple[TextKeys, ...]
    denying: tuple[TextKeys, ...]


class DeclaredGeneration(WanGeneration):
    """A Wan generation of one region or two, each with a guide of its own."""

    _table: DeclaredTable

    def _read_texts(self, request: ImageRequest) -> None:
        table, grid = self._table, self._model.grid
        high, wide = (side // grid.per_token for side in self.latents.shape[-2:])
        denied = table.denial is not None and denies(request.prompt, request.negative_prompt)
        # Denial was measured with prompts as they are typed.
        prompts = (request.prompt,) if denied else prompts_of(request, high, wide, table)
        self._guides = tuple(self._guide(each, request.negative_prompt, denied=denied) for each in prompts)

    def _guide(self, prompt: str, negative_prompt: str, *, denied: bool) -> Guide:
        """Read what a region with this prompt is guided by."""
        texts, length = [prompt], self._table.text_tokens
        if self._table.guidance > 1:
            texts.append(negative_prompt)
            if denied:
                texts.append(f"{prompt}, {negative_prompt}")
        rows = [self._model.reader.read(text, length) for text in texts]
        if len(rows) > 2 and len(rows[2]) == length:
            # Perhaps cut: with nothing denied in it, it would deny the prompt.
            rows.pop()
        read = [self._model.denoiser.read(each, length) for each in rows]
        return Guide(tuple(read[:2]), (read[0], read[2]) if len(read) == 3 else ())

    @property
    def regions(self) -> tuple[Columns, ...]:
        """Where its guides hold in the next step."""
        declared, overlap = self._table.regions, 0
        if declared and len(self._guides) > 1 and float(self.time) <= 1000 * declared.above:
            overlap = declared.overlap
        return columns_of(len(self._guides), self.latents.shape[-1], self._model.grid.per_token, overlap)

    @property
    def batch_group(self) -> Hashable:
        """Images whose regions are of one size, as many with as many texts, share a forward."""
        (start, end), *_ = self.regions
        return (*self.latents.shape[:-1], end - start), len(self._guides), len(self._guides[0].texts)

    @property
    def tokens(self) -> int:
        """Tokens of all texts of all regions."""
        (start, end), *_ = self.regions
        halves = sum(len(guide.texts) for guide in self._guides)
        return halves * self.latents.shape[-2] * (end - start) // self._model.grid.per_token**2

    def ask_regions(self) -> tuple[ModelInput, ...]:
        """What it asks of the transformer next: one thing for each region."""
        time, denial, asked = self.time, self._table.denial, []
        for guide, (start, end) in zip(self._guides, self.regions, strict=True):
            texts, guidance = guide.texts, self._table.guidance
            if guide.denying and denial and float(time) > 1000 * denial.above:
                texts, guidance = guide.denying, denial.guidance
            asked.append(ModelInput(self.latents[..., start:end], time, texts, guidance))
        return tuple(asked)

    def join(self, answers: Sequence[Tensor]) -> Tensor:
        """The velocity of the whole, of the answers to what it asked."""
        return join(answers, self.regions)

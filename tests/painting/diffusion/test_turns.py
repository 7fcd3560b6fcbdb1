"""Several customers at one engine: fair turns, leaving within a step, failing alone."""

import itertools

import pytest
from tests.painting.diffusion.studio import Workshop, canvas

from wanstudio.painting.diffusion.engine import PictureUnwanted
from wanstudio.painting.painter import Watch


@pytest.mark.parametrize("fuse_tokens", [0, 10_000])
def test_eight_customers_advance_side_by_side(checkpoint, fuse_tokens):
    kept = checkpoint("t2v", steps=6, fuse_tokens=fuse_tokens)
    ticks = itertools.count()
    # Every turn costs the same, however busy the machine that tests.
    with Workshop(clock=lambda: float(next(ticks))) as workshop:
        asked = [workshop.ask(canvas(seed=n, account=str(n)), kept) for n in range(8)]
        # The first customer wants much more than the others, and asked for it before them.
        asked += [workshop.ask(canvas(seed=100 + n, account="0"), kept) for n in range(3)]
        workshop.gate.set()
        for each in asked:
            each.result(60)
        done = dict.fromkeys(map(str, range(8)), 0)
        for turn in workshop.turns:
            for account, seed, steps in turn:
                if seed < 8:
                    done[account] = steps
            if min(done.values()) > 0 and max(done.values()) < 6:
                assert max(done.values()) - min(done.values()) <= 3, workshop.turns
        ended = [seed for turn in workshop.turns for _, seed, steps in turn if steps == 6]
    # Nobody's only picture waits for the last of the one who asked for four.
    assert set(ended[-2:]) & {100, 101, 102}


def test_nobody_has_his_picture_before_everybodys_is_half_decoded(checkpoint):
    kept = checkpoint("t2v", steps=2, fuse_tokens=0)
    ticks = itertools.count()
    with Workshop(clock=lambda: float(next(ticks))) as workshop:
        # Whoever comes first is a turn ahead; the others begin together.
        asked = [workshop.ask(canvas(seed=99, account="ahead"), kept)]
        asked += [workshop.ask(canvas(seed=n, account=str(n)), kept) for n in range(8)]
        workshop.gate.set()
        for each in asked:
            each.result(60)
        # The last step, one half of the decoder, the other.
        last = [seed for turn in workshop.turns for _, seed, steps in turn if steps == 2 and seed != 99]
    assert [last.count(n) for n in range(8)] == [3] * 8
    assert set(last[-8:]) == set(range(8))


def test_a_half_decoded_picture_too_large_to_wait_is_decoded_at_once(checkpoint, monkeypatch):
    from wanstudio.painting.diffusion import flow_generation

    with Workshop() as workshop:
        in_halves = workshop.paint(canvas(), checkpoint("t2v", steps=2))
    monkeypatch.setattr(flow_generation, "_CARRIED", 0)
    with Workshop() as workshop:
        at_once = workshop.paint(canvas(), checkpoint("t2v", steps=2))
        assert [steps for turn in workshop.turns for _, _, steps in turn] == [0, 1, 2, 2]
    assert (in_halves == at_once).all()


def test_a_newcomer_does_not_wait_for_a_whole_foreign_task(checkpoint):
    long, short = checkpoint("t2v", steps=40), checkpoint("t2v", steps=2)
    late = []
    with Workshop() as workshop:

        def join(images):
            if images[0].done == 3 and not late:
                late.append(workshop.ask(canvas(seed=2, account="short"), short))

        workshop.every_turn = join
        first = workshop.ask(canvas(seed=1, account="long"), long)
        workshop.gate.set()
        first.result(60)
        late[0].result(60)
        own = [n for n, turn in enumerate(workshop.turns) if ("short", 2, 2) in turn]
        whole = [n for n, turn in enumerate(workshop.turns) if ("long", 1, 40) in turn]
    assert max(own) < min(whole)


def test_whoever_leaves_costs_no_further_step(checkpoint):
    watch = Watch()
    steps = []

    def moved(done, of):
        steps.append((done, of))
        if done == 2:
            watch.left.set()

    watch._moved = moved
    with Workshop() as workshop:
        stays = workshop.ask(canvas(seed=1, account="stays"), checkpoint("t2v", steps=6))
        leaves = workshop.ask(canvas(seed=2, account="leaves"), checkpoint("t2v", steps=6), watch)
        workshop.gate.set()
        with pytest.raises(PictureUnwanted):
            leaves.result(30)
        assert stays.result(30).shape == (64, 96, 3)
        assert max(done for turn in workshop.turns for _, seed, done in turn if seed == 2) == 2
    assert steps == [(0, 6), (1, 6), (2, 6)]


def test_one_who_left_before_his_turn_is_never_begun(checkpoint):
    watch = Watch()
    watch.left.set()
    with Workshop() as workshop:
        workshop.gate.set()
        with pytest.raises(PictureUnwanted):
            workshop.ask(canvas(), checkpoint("t2v"), watch).result(30)
        assert workshop.turns == []


def test_progress_is_told_at_every_step(checkpoint):
    told = []
    with Workshop() as workshop:
        workshop.gate.set()
        workshop.ask(canvas(), checkpoint("t2v"), Watch(lambda *step: told.append(step))).result(30)
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("fuse_tokens", [0, 10_000])
@pytest.mark.parametrize(
    "fault", [MemoryError("no more"), RuntimeError("DefaultCPUAllocator: can't allocate memory")]
)
def test_running_out_of_memory_fails_one_picture_alone(checkpoint, monkeypatch, fault, fuse_tokens):
    from wanstudio.painting.diffusion.families.wan.denoiser import Denoiser

    whole = Denoiser.predict

    def short_of_memory(self, questions):
        if any(question.guidance == 7.0 for question in questions):
            raise fault
        return whole(self, questions)

    kept, greedy = (checkpoint("t2v", guidance=g, fuse_tokens=fuse_tokens) for g in (4.0, 7.0))
    with Workshop() as workshop:
        alone = workshop.paint(canvas(seed=1), kept)
    monkeypatch.setattr(Denoiser, "predict", short_of_memory)
    with Workshop() as workshop:
        asked = [workshop.ask(canvas(seed=n, account=str(n)), kept) for n in (1, 2)]
        unlucky = workshop.ask(canvas(seed=3, account="3"), greedy)
        workshop.gate.set()
        with pytest.raises(type(fault)):
            unlucky.result(30)
        assert (asked[0].result(30) == alone).all()
        assert asked[1].result(30).shape == alone.shape


def test_a_fault_in_the_rules_ends_what_is_in_work_but_not_the_engine(checkpoint, monkeypatch):
    from wanstudio.painting.diffusion import engine

    with Workshop() as workshop:
        workshop.gate.set()
        with monkeypatch.context() as broken:
            broken.setattr(engine, "pick", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                workshop.ask(canvas(), checkpoint("t2v")).result(30)
        assert workshop.paint(canvas(), checkpoint("t2v")).shape == (64, 96, 3)


def test_a_closed_engine_leaves_nobody_waiting(checkpoint):
    workshop = Workshop()
    waiting = [workshop.ask(canvas(seed=n), checkpoint("t2v", steps=900)) for n in range(3)]
    with workshop:
        workshop.gate.set()
    for each in waiting:
        with pytest.raises(PictureUnwanted):
            each.result(10)

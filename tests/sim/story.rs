//! What must hold in every such world.

use crate::network::Faults;
use crate::world::World;
use proptest::prelude::*;

const HOUR_MS: u64 = 3_600_000;

#[test]
fn after_an_hour_without_a_daemon_all_arrives_once_with_its_time() {
    let mut world = World::new(1, 3);
    world.pass(HOUR_MS / 2);
    let before = world.delivered;
    world.daemon.up = false;
    world.pass(HOUR_MS);
    assert_eq!(world.delivered, before, "nothing gets through");
    let waiting: Vec<usize> = world.agents.iter().map(|agent| agent.made.len()).collect();
    world.settle();
    for (number, (made, known)) in world.ledger() {
        assert_eq!(made, known, "agent {number}");
        assert!(
            made.len() >= 90,
            "agent {number} sampled through the outage: {} {waiting:?}",
            made.len()
        );
    }
    assert_eq!(world.daemon.told_dropped(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Bad networks, crashes and power cuts: what an agent spooled arrives once, with its time; nothing else does.
    #[test]
    fn whatever_happens_each_probe_arrives_once(
        seed in any::<u64>(),
        request_lost in 0..70_u64,
        reply_lost in 0..70_u64,
        request_doubled in 0..40_u64,
        daemon_crash in 0..10_u64,
        agent_power_cut in 0..4_u64,
    ) {
        let mut world = World::new(seed, 3);
        world.faults = Faults { request_lost, reply_lost, request_doubled, daemon_crash, agent_power_cut };
        world.pass(3 * HOUR_MS);
        world.settle();
        for (number, (made, known)) in world.ledger() {
            prop_assert_eq!(made, known, "agent {}", number);
        }
        prop_assert_eq!(world.daemon.told_dropped(), 0);
    }
}

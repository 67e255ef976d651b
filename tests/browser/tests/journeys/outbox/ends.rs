//! A tab is killed at every step of the way, and the network is lost when its successor tries again:
//! there is one record in the end, and nobody is told so before.

use std::time::Duration;

use anyhow::{Result, ensure};
use rungs_browser_tests::{Fault, World, journey};
use serde_json::json;

use super::{EMPTY, KEPT, NOTED, RECORDED, nothing_is_claimed, queue, records, touched};

/// When the tab is killed.
#[derive(Clone, Copy, Debug)]
enum Killed {
    /// It is kept, and about to be sent.
    BeforeSending,
    /// It is on its way, and has not arrived.
    UnderWay,
    /// It has arrived, and the answer is on its way.
    Arrived,
    /// It waits for a network.
    Waiting,
    /// It waited, and is on its way now, under the lock.
    Locked,
    /// The answer is there, and it is still kept.
    Answered,
}

/// What happens when the next tab tries.
#[derive(Clone, Copy, Debug)]
enum Lost {
    Nothing,
    /// The device is offline.
    Network,
    /// The connection breaks before it arrives.
    Request,
    /// The connection breaks after it has arrived.
    Answer,
}

/// Polls what only the other side of the network knows.
async fn until<F: Future<Output = Result<bool>>>(what: &str, mut so: impl FnMut() -> F) -> Result<()> {
    for _ in 0..1_000 {
        if so().await? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    anyhow::bail!("never came true: {what}")
}

pub(super) async fn seen(world: &World, before: u32) -> Result<()> {
    until("a submission came by", || async { Ok(world.faults.submissions() > before) }).await
}

async fn come_to(world: &World, killed: Killed, email: &str) -> Result<()> {
    let before = world.faults.submissions();
    match killed {
        Killed::Waiting => return queue(world, email).await,
        Killed::Locked => {
            queue(world, email).await?;
            world.faults.set(Fault::Stuck);
            world.browser.offline(false).await?;
            return seen(world, before).await;
        }
        _ => {}
    }
    world.open_ready().await?;
    world.fill(email).await?;
    touched(world).await?;
    match killed {
        Killed::BeforeSending => {
            let never = "const real = fetch; window.fetch = (request) => request.method == 'POST' ? new Promise(() => {}) : real(request)";
            world.browser.script(never).await?;
        }
        Killed::UnderWay => world.faults.set(Fault::Stuck),
        Killed::Arrived => world.faults.set(Fault::Slow(3_600_000)),
        _ => {
            let stays = "Storage.prototype.removeItem = () => { throw 'killed' }";
            world.browser.script(stays).await?;
        }
    }
    world.submit().await?;
    world.browser.until(&format!("{KEPT}.length == 1")).await?;
    match killed {
        Killed::UnderWay => seen(world, before).await,
        Killed::Arrived => until("it arrived", || async { Ok(records(world, email).await? == 1) }).await,
        Killed::Answered => world.browser.until(RECORDED).await,
        _ => Ok(()),
    }
}

/// The next tab finds it, and tries in vain.
async fn lose(world: &World, lost: Lost) -> Result<()> {
    world.faults.set(match lost {
        Lost::Nothing => Fault::None,
        Lost::Network | Lost::Request => Fault::Cut,
        Lost::Answer => Fault::LostAnswer,
    });
    let before = world.faults.submissions();
    world.open(&world.config()).await?;
    if let Lost::Nothing = lost {
        return Ok(());
    }
    world.browser.until(NOTED).await?;
    if let Lost::Network = lost {
        world.browser.offline(true).await?;
    } else {
        seen(world, before).await?;
    }
    nothing_is_claimed(world).await?;
    world.faults.set(Fault::None);
    if let Lost::Network = lost {
        world.browser.offline(false).await?;
    }
    Ok(())
}

fn ends(killed: Killed) {
    journey(|world| async move {
        for lost in [Lost::Nothing, Lost::Network, Lost::Request, Lost::Answer] {
            let email = format!("{killed:?}.{lost:?}@example.org").to_lowercase();
            come_to(&world, killed, &email).await?;
            if !matches!(killed, Killed::Answered) {
                nothing_is_claimed(&world).await?;
            }
            world.browser.kill_tab().await?;
            lose(&world, lost).await?;
            world.browser.until(RECORDED).await?;
            world.browser.until(EMPTY).await?;
            ensure!(records(&world, &email).await? == 1, "{email}");
        }
        Ok(())
    });
}

#[test]
fn killed_before_it_was_sent_it_is_sent_by_the_next_tab() {
    ends(Killed::BeforeSending);
}

#[test]
fn killed_while_it_was_on_its_way_it_is_sent_again() {
    ends(Killed::UnderWay);
}

#[test]
fn killed_before_the_answer_came_it_is_asked_for_and_recorded_once() {
    ends(Killed::Arrived);
}

#[test]
fn killed_while_it_waited_it_is_sent_by_the_next_tab() {
    ends(Killed::Waiting);
}

#[test]
fn killed_under_the_lock_it_is_sent_by_the_next_tab() {
    ends(Killed::Locked);
}

#[test]
fn killed_after_the_answer_came_it_is_recorded_once() {
    ends(Killed::Answered);
}

#[test]
fn of_two_tabs_one_sends_and_the_other_says_no_less_than_it_knows() {
    journey(|world| async move {
        queue(&world, "grace@example.org").await?;
        let first = world.browser.tab().await?;
        world.faults.set(Fault::Cut);
        world.open_ready().await?;
        world.browser.until(NOTED).await?;
        world.browser.offline(true).await?;
        world.faults.set(Fault::None);
        let second = world.browser.driver.window().await?;
        let before = world.faults.submissions();

        world.browser.offline(false).await?;
        world.browser.driver.switch_to_window(first).await?;
        world.browser.offline(false).await?;
        world.browser.until(EMPTY).await?;
        world
            .browser
            .until(&format!("{RECORDED} || deep('.thanks')?.innerText.includes('in another window')"))
            .await?;
        world.browser.driver.switch_to_window(second).await?;
        world.browser.until(&format!("{RECORDED} || !({NOTED})")).await?;
        assert_eq!(world.faults.submissions() - before, 1);
        assert_eq!(records(&world, "grace@example.org").await?, 1);
        Ok(())
    });
}

#[test]
fn the_lock_of_a_killed_tab_is_taken_over_by_one_that_waits() {
    journey(|world| async move {
        queue(&world, "grace@example.org").await?;
        world.faults.set(Fault::Stuck);
        let before = world.faults.submissions();
        world.browser.offline(false).await?;
        seen(&world, before).await?;
        let first = world.browser.tab().await?;
        let second = world.browser.driver.window().await?;
        world.open_ready().await?;
        world.browser.until(NOTED).await?;
        // It asks for the lock, and does not get it.
        let asks =
            "navigator.locks.query().then(({ pending }) => window.asks = pending.length > 0) && window.asks";
        world.browser.until(asks).await?;
        nothing_is_claimed(&world).await?;
        world.faults.set(Fault::None);
        world.browser.driver.switch_to_window(first).await?;
        let _ = world.browser.protocol("Page.crash", json!({})).await;
        world.browser.driver.switch_to_window(second).await?;
        world.browser.until(RECORDED).await?;
        assert_eq!(records(&world, "grace@example.org").await?, 1);
        Ok(())
    });
}

/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.engine.ConnectLimiter.Permit;
import io.github.heartbeat.engine.History.Violation;
import io.github.heartbeat.engine.Lives.Life;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import org.jspecify.annotations.Nullable;

/**
 * One history of a client: steps of the user, the peer, the clock and the threads, in an
 * order that a {@link Choice} makes. There is no model of what should happen; in between
 * and after the steps the oracles are only asked whether a {@link Rule} is broken.
 * <p>
 * What a thread does while it is in a call of user code or of the transport (a write, a
 * handshake, a listener) is an {@link Interlude}: steps inside that call, made by another
 * thread or, where user code calls the client, by the same.
 */
final class Interleaving {

	private final History history = new History();

	private final Cast cast = new Cast();

	private final Mood mood;

	private final ClientHarness harness;

	private final Lives lives;

	private final Oracles oracles;

	private final PlayedPeer peer;

	private final PlayedUser user;

	private final PlayedClock clock;

	/** The permit of an attempt of another client, while it has or wants one. */
	private @Nullable Permit stranger;

	/**
	 * Create a new history.
	 * @param settings the settings of the client
	 * @param initializing whether there is an initializer
	 * @param choice makes the order
	 * @param others the threads of those who go first
	 * @param log the log of the engine, or {@code null} if it is quiet
	 */
	Interleaving(TestSettings settings, boolean initializing, Choice choice, OtherThreads others,
			@Nullable PlayedLog log) {
		this.mood = new Mood(choice);
		this.harness = new ClientHarness(settings);
		this.harness.timer().afterEach(() -> {
		});
		this.clock = new PlayedClock(this.harness.timer(), this.cast);
		this.lives = new Lives(this.harness.context(), this.harness.client());
		Readiness readiness = readiness(settings.get(), initializing);
		this.oracles = oracles(settings.get(), readiness);
		Interlude interlude = new Interlude(this.mood, this.history, this.cast, this.lives, others, this::play);
		UserCode code = new UserCode(this.mood, interlude, this.oracles, readiness);
		this.peer = new PlayedPeer(this.mood, this.history, this.cast, this.lives, this.harness.transport(), interlude,
				this.oracles, readiness);
		this.user = new PlayedUser(this.mood, this.lives, code, this.peer, this.oracles);
		code.install(this.harness, initializing);
		this.harness.transportThread((task) -> this.cast.play(PlayedThread.TRANSPORT, task));
		this.harness.timer().onCall(() -> {
			this.peer.pause();
			interlude.pause();
		});
		this.harness.io().onCall(interlude::pause);
		this.harness.dispatch().onCall(interlude::pause);
		if (log != null) {
			log.callback(() -> code.call("the log", PlayedThread.IO, PlayedThread.DISPATCH, PlayedThread.USER));
		}
	}

	private static Readiness readiness(HeartbeatClientSettings settings, boolean initializing) {
		ReadyWhen when = settings.ready().when();
		return new Readiness((when != null) ? when : initializing ? ReadyWhen.INITIALIZED : ReadyWhen.OPEN);
	}

	private Oracles oracles(HeartbeatClientSettings settings, Readiness readiness) {
		return new Oracles(new CallOracle(this.mood, this.history, this.cast, this.lives),
				new EventOracle(this.history, this.lives, settings.receive().overflow() == ReceiveOverflow.CONFLATE),
				new TransitionOracle(this.history, this.lives),
				new ConnectionOracle(this.history, this.lives, this.harness),
				new SendOracle(this.history, this.lives, readiness, settings.sendOnOpen()),
				new ReplyOracle(this.history));
	}

	/**
	 * Return settings with short times.
	 * @return the settings
	 */
	static TestSettings settings() {
		return new TestSettings()
			.ping((ping) -> ping.withInterval(Duration.ofSeconds(5)).withTimeout(Duration.ofSeconds(2)))
			.reconnect((reconnect) -> reconnect.withDelay(Duration.ofSeconds(1))
				.withMaxDelay(Duration.ofSeconds(4))
				.withStableAfter(Duration.ofSeconds(3)))
			.send((send) -> send.withTimeout(Duration.ofSeconds(2)).withQueueCapacity(8))
			.with((settings) -> settings.withConnectTimeout(Duration.ofSeconds(3))
				.withShutdownTimeout(Duration.ofSeconds(2))
				.withReady(settings.ready().withTimeout(Duration.ofSeconds(3))));
	}

	/**
	 * Make a step.
	 * @param step the step
	 * @return whether there was anything to do
	 */
	boolean step(Step step) {
		boolean done = play(step, step.thread());
		check();
		return done;
	}

	private boolean play(Step step, PlayedThread thread) {
		this.history.begin(step);
		try {
			return this.cast.play(thread, () -> play(step));
		}
		finally {
			this.history.end();
		}
	}

	private boolean play(Step step) {
		return switch (step) {
			case START -> this.user.start();
			case CLOSE -> this.user.close();
			case RECONNECT -> this.user.reconnect();
			case REPLACE -> this.user.replace();
			case SEND -> this.user.send();
			case SEND_AND_AWAIT -> this.user.sendAndAwait();
			case REQUEST -> this.user.request();
			case CONNECTION_SEND -> this.user.sendOverConnection();
			case CONNECTION_REQUEST -> this.user.requestOverConnection();
			case AWAIT -> this.user.await();
			case OPENED -> this.peer.open();
			case FAILED -> this.peer.fail();
			case CLOSED -> this.peer.close();
			case BROKEN -> this.peer.breakConnection();
			case MESSAGE -> this.peer.message();
			case WELCOME -> this.peer.welcome();
			case REPLY -> this.peer.reply();
			case PONG -> this.peer.pong();
			case TIMER -> this.clock.run();
			case TIMER_BEGINS -> this.clock.begin();
			case TIME_PASSES -> passTime();
			case IO -> runOne(this.harness.io());
			case DISPATCH -> runOne(this.harness.dispatch());
			case ALL -> runAllCalmly();
			case STRANGER -> askForPermit();
		};
	}

	private boolean passTime() {
		this.clock.pass(Duration.ofMillis(this.mood.below(3000)));
		return true;
	}

	private boolean runOne(ManualExecutor executor) {
		if (executor.size() == 0) {
			return false;
		}
		executor.run(this.mood.below(executor.size()));
		return true;
	}

	private boolean runAllCalmly() {
		boolean before = this.mood.isCalm();
		this.mood.setCalm(true);
		runAll();
		this.mood.setCalm(before);
		return true;
	}

	private void runAll() {
		ManualExecutor io = this.harness.io();
		ManualExecutor dispatch = this.harness.dispatch();
		while (io.size() + dispatch.size() > 0) {
			this.cast.play(PlayedThread.IO, (Runnable) io::runAll);
			this.cast.play(PlayedThread.DISPATCH, (Runnable) dispatch::runAll);
		}
	}

	private boolean askForPermit() {
		Permit permit = this.stranger;
		if (permit != null) {
			this.stranger = null;
			permit.release();
			return true;
		}
		this.stranger = this.harness.limiter().permit("localhost", () -> {
		});
		this.stranger.request();
		return true;
	}

	private void check() {
		this.oracles.connections().stepped();
		if (this.harness.io().size() + this.harness.dispatch().size() == 0) {
			this.oracles.settled(this.clock.isOutstanding() || this.stranger != null);
		}
	}

	/**
	 * End the history: nothing odd happens any more. The client must come back and work;
	 * then it is closed, and nothing may be left.
	 */
	void end() {
		this.history.add("end");
		this.mood.setCalm(true);
		if (this.stranger != null) {
			askForPermit();
		}
		runAll();
		check();
		start();
		if (this.lives.current().state() == HeartbeatState.GAVE_UP) {
			// What hung before was the last attempt
			start();
		}
		checkAlive(this.lives.current());
		checkDeadPeerIsNoticed(this.lives.current());
		this.lives.all().forEach((life) -> life.client().close());
		advance(20);
		checkEnd();
	}

	private void start() {
		this.user.start();
		advance(20);
	}

	private void advance(int seconds) {
		runAll();
		this.clock.advance(Duration.ofSeconds(seconds), this::runAll);
		runAll();
	}

	private void checkAlive(Life life) {
		List<FakeSession> live = this.oracles.connections().live(life);
		if (!life.client().isReady() || live.size() != 1) {
			this.history.violated(Rule.ALIVE, "does not come back: " + life.state() + ", ready: "
					+ life.client().isReady() + ", " + live.size() + " live");
			return;
		}
		CompletableFuture<Void> future = this.user.send("last", null);
		CompletableFuture<HeartbeatMessage> reply = this.user.request("last", life.client().getConnection());
		runAll();
		if (!future.isDone() || future.isCompletedExceptionally()) {
			this.history.violated(Rule.ALIVE, "is open and cannot send");
		}
		if (!reply.isDone() || reply.isCompletedExceptionally()) {
			this.history.violated(Rule.ALIVE, "is open, and its request has no reply");
		}
		int written = live.get(0).written().size();
		advance(6);
		if (live.get(0).written().size() == written) {
			this.history.violated(Rule.ALIVE, "is open and sends no heartbeat");
		}
	}

	private void checkDeadPeerIsNoticed(Life life) {
		if (life.state() != HeartbeatState.OPEN) {
			return;
		}
		FakeSession session = this.oracles.connections().live(life).get(0);
		session.onWrite((what) -> {
		});
		advance(8);
		if (session.isLive()) {
			this.history.violated(Rule.ALIVE, "does not notice that the peer is dead");
		}
	}

	private void checkEnd() {
		this.oracles.ended();
		this.harness.events().faults().forEach((fault) -> this.history.violated(Rule.NO_OVERLAP, fault));
		int attempts = this.harness.attempts();
		int starts = this.user.starts();
		int transitions = this.oracles.transitions().announced();
		int events = this.oracles.events().reconnects();
		// For events of a client that was removed there may have been no time
		boolean eventsCount = this.lives.all().size() == 1;
		if (attempts > starts + transitions || (attempts > starts + events && eventsCount)) {
			this.history.violated(Rule.ONE_RETRY, attempts + " attempts after " + starts + " starts, " + transitions
					+ " transitions and " + events + " events that announce one");
		}
	}

	/**
	 * Return what happened that must never happen.
	 * @return the rules that were broken, with a description
	 */
	Map<Rule, Violation> violations() {
		return this.history.violations();
	}

	List<String> trace() {
		return this.history.trace();
	}

}

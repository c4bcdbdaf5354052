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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.engine.FakeTransport.Attempt;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.engine.concurrent.VirtualTimer;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReadyEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.socket.CloseStatus;

/**
 * One history of a client: steps of the user, the peer, the clock and the threads, in an
 * order that a {@link Choice} makes. There is no model of what should happen; after the
 * steps, and in between, it is only asked whether what must never happen has happened.
 * <p>
 * What a thread does while it is in a call of user code or of the transport (a write, a
 * handshake, a listener) is played by steps inside that call.
 */
final class Interleaving {

	private static final String HELLO = "hello";

	private static final String HEARTBEAT = "heartbeat";

	private static final int DEEPEST = 2;

	private final Choice choice;

	private final TestSettings settings;

	private final ClientHarness harness;

	private final ManagedClient client;

	private final VirtualTimer timer;

	private final LockProbe locks;

	private final List<String> trace = new ArrayList<>();

	private final Map<Rule, Violation> violations = new EnumMap<>(Rule.class);

	private final Map<String, CompletableFuture<Void>> sent = new HashMap<>();

	private final Set<String> opened = new HashSet<>();

	private final List<CompletableFuture<HeartbeatMessage>> replies = new ArrayList<>();

	private final Set<FakeSession> reading = new HashSet<>();

	private @Nullable Runnable begun;

	private boolean timerBusy;

	private @Nullable String open;

	private @Nullable String closeExpected;

	private int starts;

	private int reconnects;

	private int messages;

	private int sends;

	private int lastDelivered;

	private int depth;

	/** Whether hooks do nothing but what they must. */
	private boolean calm;

	Interleaving(TestSettings settings, Choice choice) {
		this.settings = settings;
		this.choice = choice;
		this.harness = new ClientHarness(settings);
		this.client = this.harness.client();
		this.timer = this.harness.timer();
		this.timer.afterEach(() -> {
		});
		this.locks = new LockProbe(this.client, this.harness.limiter());
		this.harness.transport().then(this::connect);
		this.harness.events().listener(this::onEvent);
		this.harness.observer().callback((call) -> checkLocks("an observer"));
		this.timer.onCall(this::pause);
		this.harness.io().onCall(this::pause);
		this.harness.dispatch().onCall(this::pause);
		this.harness.pingMessageSupplier((clientName) -> {
			checkLocks("the supplier of ping messages");
			around("supplier");
			return HEARTBEAT;
		});
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
				.withShutdownTimeout(Duration.ofSeconds(2)));
	}

	/**
	 * Make a step.
	 * @param step the step
	 * @return whether there was anything to do
	 */
	boolean step(Step step) {
		this.trace.add("  ".repeat(this.depth) + step);
		HeartbeatState state = this.client.getState();
		boolean done = switch (step) {
			case START -> start();
			case CLOSE -> done(this.client::close, state != HeartbeatState.STOPPED);
			case RECONNECT -> done(this.client::reconnect, state != HeartbeatState.STOPPED);
			case SEND -> done(this::send, true);
			case REQUEST -> done(this::request, true);
			case OPENED -> with(unresolved(), this::accept);
			case FAILED -> with(this.harness.transport().attempts(),
					(attempt) -> attempt.fail(new IOException("Connection reset")));
			case CLOSED ->
				with(this.harness.transport().sessions(), (session) -> session.closeByPeer(CloseStatus.GOING_AWAY));
			case BROKEN -> with(this.harness.transport().sessions(), FakeSession::fail);
			case MESSAGE -> with(this.harness.transport().sessions(),
					(session) -> receive(session, () -> session.receive(session.number() + ":" + ++this.messages)));
			case PONG -> with(this.harness.transport().sessions(), (session) -> receive(session, session::pong));
			case TIMER -> runTimer();
			case TIMER_BEGINS -> beginTimer();
			case TIME_PASSES -> done(() -> this.timer.freeze(Duration.ofMillis(this.choice.below(3000))), true);
			case IO -> runOne(this.harness.io());
			case DISPATCH -> runOne(this.harness.dispatch());
			case ALL -> done(this::runAll, true);
		};
		if (this.depth == 0) {
			check();
		}
		return done;
	}

	private static boolean done(Runnable step, boolean done) {
		step.run();
		return done;
	}

	private <T> boolean with(List<T> list, Consumer<T> step) {
		if (list.isEmpty()) {
			return false;
		}
		step.accept(list.get(this.choice.below(list.size())));
		return true;
	}

	private boolean start() {
		HeartbeatState before = this.client.getState();
		boolean started = before == HeartbeatState.STOPPED || before == HeartbeatState.GAVE_UP;
		this.starts += started ? 1 : 0;
		this.client.start();
		return started;
	}

	// What arrives on one connection comes one after the other, once it is open
	private void receive(FakeSession session, Runnable frame) {
		if (this.reading.add(session)) {
			try {
				frame.run();
			}
			finally {
				this.reading.remove(session);
			}
		}
	}

	private void send() {
		String text = "message " + ++this.sends;
		CompletableFuture<Void> future = this.client.send(text);
		if (this.choice.oneIn(3)) {
			future.whenComplete((result, failure) -> checkLocks("a dependent of a future"));
		}
		this.sent.put(text, future);
	}

	private void request() {
		CompletableFuture<HeartbeatMessage> reply = this.client.sendAndAwait("request " + ++this.sends,
				(message) -> this.choice.oneIn(2), Duration.ofSeconds(2));
		this.replies.add(reply);
	}

	private List<Attempt> unresolved() {
		return this.harness.transport().attempts().stream().filter((attempt) -> !attempt.isResolved()).toList();
	}

	private void accept(Attempt attempt) {
		FakeSession session = attempt.accept(this::prepare);
		this.reading.remove(session);
	}

	private void prepare(FakeSession session) {
		this.reading.add(session);
		session.onWrite((what) -> {
			checkLocks("a write");
			around("write");
			if (!this.calm && this.choice.oneIn(8)) {
				throw new IOException("Broken pipe");
			}
			if (this.calm) {
				answer(session, what);
			}
		});
		session.onClose((status) -> {
			checkLocks("a close");
			around("close");
			if (!this.calm && this.choice.oneIn(8)) {
				throw new IOException("Broken pipe");
			}
		});
		session.onAbort((status) -> {
			checkLocks("an abort");
			around("abort");
		});
	}

	private void answer(FakeSession session, String what) {
		if (FakeSession.PING.equals(what)) {
			receive(session, session::pong);
		}
		else if (HEARTBEAT.equals(what)) {
			receive(session, () -> session.receive(session.number() + ":" + ++this.messages));
		}
	}

	private void connect(Attempt attempt) throws IOException {
		checkLocks("the transport");
		if (this.depth == 0 && this.client.getState() != HeartbeatState.CONNECTING) {
			violated(Rule.NOTHING_AFTER_CLOSE, "connects while " + this.client.getState());
		}
		around("connect");
		if (this.calm) {
			accept(attempt);
			return;
		}
		if (this.choice.oneIn(3) && !attempt.isResolved()) {
			accept(attempt);
		}
		if (this.choice.oneIn(5)) {
			throw new IOException("Connection refused");
		}
	}

	private void onEvent(HeartbeatEvent event) {
		checkLocks("a listener");
		checkOrder(event);
		around("listener of " + EventRecorder.kind(event));
		if (!this.calm && this.choice.oneIn(10)) {
			throw new IllegalStateException("A listener that throws");
		}
	}

	private void checkOrder(HeartbeatEvent event) {
		String id = event.getConnectionId();
		if (this.closeExpected != null && !(event instanceof HeartbeatCloseEvent && id.equals(this.closeExpected))) {
			violated(Rule.EVENT_ORDER, event + " follows the error of " + this.closeExpected);
		}
		this.closeExpected = null;
		if (event instanceof HeartbeatOpenEvent) {
			if (this.open != null || !this.opened.add(id)) {
				violated(Rule.EVENT_ORDER, event + " while " + this.open + " is open");
			}
			this.open = id;
			this.lastDelivered = 0;
			return;
		}
		boolean ofOpen = id.equals(this.open);
		if (event instanceof HeartbeatMessageEvent message) {
			int number = Integer.parseInt(message.getText().substring(message.getText().indexOf(':') + 1));
			if (!ofOpen || number <= this.lastDelivered) {
				violated(Rule.EVENT_ORDER, event + " " + message.getText() + " while " + this.open + " is open");
			}
			this.lastDelivered = number;
		}
		else if (event instanceof HeartbeatReadyEvent) {
			if (!ofOpen) {
				violated(Rule.EVENT_ORDER, event + " while " + this.open + " is open");
			}
		}
		else if (event instanceof HeartbeatCloseEvent) {
			if (!ofOpen) {
				violated(Rule.EVENT_ORDER, event + " while " + this.open + " is open");
			}
			this.open = null;
		}
		else if (event instanceof HeartbeatErrorEvent error && !error.isAttempt()) {
			if (!ofOpen) {
				violated(Rule.EVENT_ORDER, event + " while " + this.open + " is open");
			}
			this.closeExpected = id;
		}
		else if (this.open != null) {
			violated(Rule.EVENT_ORDER, event + " while " + this.open + " is open");
		}
		if (event instanceof HeartbeatReconnectEvent) {
			this.reconnects++;
		}
	}

	// What happens while a thread is in a call
	private void around(String call) {
		if (!this.calm && this.depth < DEEPEST && this.choice.oneIn(6)) {
			nested(call);
		}
	}

	// The thread is interrupted in its course, and others come first
	private void pause() {
		if (!this.calm && this.depth < DEEPEST && !this.locks.isHeld() && this.choice.oneIn(40)) {
			nested("the engine");
		}
	}

	private void nested(String call) {
		this.depth++;
		try {
			this.trace.add("  ".repeat(this.depth - 1) + "{ in " + call);
			for (int i = this.choice.below(4); i >= 0; i--) {
				step(this.choice.step());
			}
			this.trace.add("  ".repeat(this.depth - 1) + "}");
		}
		finally {
			this.depth--;
		}
	}

	private boolean runTimer() {
		boolean done = this.begun != null || beginTimer();
		Runnable task = this.begun;
		if (task == null || this.timerBusy) {
			return done;
		}
		this.begun = null;
		this.timerBusy = true;
		try {
			task.run();
		}
		finally {
			this.timerBusy = false;
		}
		return true;
	}

	private boolean beginTimer() {
		if (this.begun != null || this.timerBusy) {
			return false;
		}
		this.begun = this.timer.begin().orElse(null);
		return this.begun != null;
	}

	private boolean runOne(ManualExecutor executor) {
		if (executor.size() == 0) {
			return false;
		}
		executor.run(this.choice.below(executor.size()));
		return true;
	}

	private void runAll() {
		boolean before = this.calm;
		this.calm = true;
		int count;
		do {
			count = this.harness.io().runAll() + this.harness.dispatch().runAll();
		}
		while (count > 0);
		this.calm = before;
	}

	private void check() {
		if (this.harness.io().size() > 0 || this.harness.dispatch().size() > 0) {
			return;
		}
		List<FakeSession> live = this.harness.transport().liveSessions();
		if (live.size() > 1) {
			violated(Rule.ONE_CONNECTION, live.size() + " sessions live");
		}
		HeartbeatState state = this.client.getState();
		if (!live.isEmpty() && state != HeartbeatState.OPEN) {
			violated((state == HeartbeatState.STOPPED) ? Rule.NOTHING_AFTER_CLOSE : Rule.ONE_CONNECTION,
					"a session lives while " + state);
		}
		boolean outstanding = this.begun != null || this.timer.pending() > 0;
		if (!outstanding && (state == HeartbeatState.WAITING || state == HeartbeatState.CONNECTING)) {
			violated(Rule.ALIVE, "nothing is outstanding while " + state);
		}
	}

	private void checkLocks(String call) {
		if (this.locks.isHeld()) {
			violated(Rule.NO_LOCK, call + " is called under a lock");
		}
	}

	/**
	 * End the history: nothing odd happens any more. The client must come back and work;
	 * then it is closed, and nothing may be left.
	 */
	void end() {
		this.trace.add("end");
		this.calm = true;
		if (this.begun != null) {
			runTimer();
		}
		runAll();
		check();
		start();
		this.timer.afterEach(this::runAll);
		advance(20);
		if (this.client.getState() == HeartbeatState.GAVE_UP) {
			// What hung before was the last attempt
			start();
			advance(20);
		}
		checkAlive();
		checkDeadPeerIsNoticed();
		this.client.close();
		advance(20);
		checkEnd();
	}

	private void advance(int seconds) {
		runAll();
		this.timer.advance(Duration.ofSeconds(seconds));
		runAll();
	}

	private void checkAlive() {
		List<FakeSession> live = this.harness.transport().liveSessions();
		if (this.client.getState() != HeartbeatState.OPEN || live.size() != 1) {
			violated(Rule.ALIVE, "does not come back: " + this.client.getState() + ", " + live.size() + " live");
			return;
		}
		CompletableFuture<Void> future = this.client.send("last");
		runAll();
		if (!future.isDone() || future.isCompletedExceptionally() || !live.get(0).written().contains("last")) {
			violated(Rule.ALIVE, "is open and cannot send");
		}
		this.sent.put("last", future);
		int written = live.get(0).written().size();
		advance(6);
		if (live.get(0).written().size() == written) {
			violated(Rule.ALIVE, "is open and sends no heartbeat");
		}
	}

	private void checkDeadPeerIsNoticed() {
		if (this.client.getState() != HeartbeatState.OPEN) {
			return;
		}
		FakeSession session = this.harness.transport().liveSessions().get(0);
		session.onWrite((what) -> {
		});
		advance(8);
		if (session.isLive()) {
			violated(Rule.ALIVE, "does not notice that the peer is dead");
		}
	}

	private void checkEnd() {
		if (!this.harness.transport().liveSessions().isEmpty()) {
			violated(Rule.NOTHING_AFTER_CLOSE, "a session lives at the end");
		}
		if (this.timer.pending() > 0) {
			violated(Rule.NOTHING_LEFT, this.timer.pending() + " timers at the end");
		}
		if (!((Map<?, ?>) ReflectionTestUtils.getField(this.harness.limiter(), "hosts")).isEmpty()) {
			violated(Rule.NOTHING_LEFT, "a permit of the limiter is out");
		}
		if (!Integer.valueOf(0).equals(ReflectionTestUtils.getField(this.harness.keepAlive(), "started"))) {
			violated(Rule.NOTHING_LEFT, "the JVM is kept alive");
		}
		if (this.open != null) {
			violated(Rule.EVENT_ORDER, this.open + " has no close event");
		}
		if (this.harness.attempts() > this.starts + this.reconnects) {
			violated(Rule.ONE_RETRY, this.harness.attempts() + " attempts after " + this.starts + " starts and "
					+ this.reconnects + " reconnect events");
		}
		this.harness.events().faults().forEach((fault) -> violated(Rule.NO_OVERLAP, fault));
		this.harness.transport()
			.sessions()
			.forEach((session) -> session.faults().forEach((fault) -> violated(Rule.NO_OVERLAP, fault)));
		checkSent();
	}

	private void checkSent() {
		Map<String, Integer> written = new HashMap<>();
		for (FakeSession session : this.harness.transport().sessions()) {
			List<String> messages = session.messages().stream().filter((text) -> !text.equals(HEARTBEAT)).toList();
			messages.forEach((text) -> written.merge(text, 1, Integer::sum));
			boolean hello = !this.settings.get().sendOnOpen().isEmpty();
			if (hello && !messages.isEmpty() && !messages.get(0).equals(HELLO)) {
				violated(Rule.SEND_ON_OPEN, messages + " begins with something else");
			}
		}
		if (!this.replies.stream().allMatch(CompletableFuture::isDone)) {
			violated(Rule.FUTURES, "the future of a request does not end");
		}
		this.sent.forEach((text, future) -> checkFuture(text, future, written.getOrDefault(text, 0)));
		HeartbeatStatistics statistics = this.client.getStatistics();
		long expected = this.sent.size() + this.replies.size()
				+ this.settings.get().sendOnOpen().size() * statistics.connections();
		if (statistics.messagesSent() + statistics.outboundDropped() != expected) {
			violated(Rule.COUNTS,
					statistics.messagesSent() + " sent, " + statistics.outboundDropped() + " dropped, of " + expected);
		}
	}

	private void checkFuture(String text, CompletableFuture<Void> future, int times) {
		if (!future.isDone()) {
			violated(Rule.FUTURES, "the future of '" + text + "' does not end");
			return;
		}
		Reason reason = reason(future);
		boolean right = (reason != null) ? times == 0 || (reason == Reason.UNKNOWN && times == 1) : times == 1;
		if (!right) {
			violated(Rule.FUTURES, "'" + text + "' is written " + times + " times, and its future says " + reason);
		}
	}

	private static @Nullable Reason reason(CompletableFuture<Void> future) {
		Reason[] reason = new Reason[1];
		future.whenComplete((result, failure) -> {
			if (failure instanceof HeartbeatSendException ex) {
				reason[0] = ex.getReason();
			}
		});
		return reason[0];
	}

	private void violated(Rule rule, String what) {
		this.violations.putIfAbsent(rule, new Violation(what, this.trace.size()));
	}

	/**
	 * Return what happened that must never happen.
	 * @return the rules that were broken, with a description
	 */
	Map<Rule, Violation> violations() {
		return this.violations;
	}

	List<String> trace() {
		return this.trace;
	}

	/**
	 * What happened that must never happen.
	 *
	 * @param what what happened
	 * @param steps after how many steps of the trace
	 */
	record Violation(String what, int steps) {
	}

	/**
	 * The steps.
	 */
	enum Step {

		/** The user starts. */
		START,

		/** The user closes. */
		CLOSE,

		/** The user reconnects. */
		RECONNECT,

		/** The user sends. */
		SEND,

		/** The user sends, and waits for a reply. */
		REQUEST,

		/** A handshake succeeds, maybe that of an attempt that was given up. */
		OPENED,

		/** An attempt fails, maybe one that succeeded or failed before. */
		FAILED,

		/** A peer closes a connection, maybe an older one. */
		CLOSED,

		/** A connection fails, maybe an older one, and its socket stays. */
		BROKEN,

		/** A message arrives, maybe from an older connection. */
		MESSAGE,

		/** A pong arrives. */
		PONG,

		/** The next task of the timer runs, in time or late. */
		TIMER,

		/** The next task of the timer begins, and can't be called off any more. */
		TIMER_BEGINS,

		/** Time passes, and the timer is late. */
		TIME_PASSES,

		/** One of the tasks that wait for an I/O thread runs. */
		IO,

		/** One of the tasks that wait for a thread for listeners runs. */
		DISPATCH,

		/** All tasks that wait for a thread run. */
		ALL

	}

	/**
	 * What must never happen.
	 */
	enum Rule {

		/** More than one connection lives, or one that nobody owns. */
		ONE_CONNECTION,

		/** Something connects, or lives, after close. */
		NOTHING_AFTER_CLOSE,

		/** One open, then messages in order, then one close. */
		EVENT_ORDER,

		/** Events, or writes of a session, overlap. */
		NO_OVERLAP,

		/** More attempts than were announced. */
		ONE_RETRY,

		/** It does not come back, or does not work when it does. */
		ALIVE,

		/** A future does not end, or says what is not so. */
		FUTURES,

		/** Something else is written before what is to be sent first. */
		SEND_ON_OPEN,

		/** A message is counted twice or not at all. */
		COUNTS,

		/** User code or I/O runs under a lock. */
		NO_LOCK,

		/** A timer, a permit or a thread is left. */
		NOTHING_LEFT

	}

	/**
	 * Makes the order.
	 */
	interface Choice {

		/**
		 * Choose a number.
		 * @param bound the bound, exclusive
		 * @return a number from 0
		 */
		int below(int bound);

		/**
		 * Choose whether something rare happens.
		 * @param times how often it does not
		 * @return whether it happens
		 */
		boolean oneIn(int times);

		/**
		 * Choose a step.
		 * @return the step
		 */
		Step step();

	}

}

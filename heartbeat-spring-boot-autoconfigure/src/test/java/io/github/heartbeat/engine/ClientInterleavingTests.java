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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.HeartbeatClientSettings.SendOverflow;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plays {@link Interleaving histories} of a client, at random and systematically, and
 * asks whether any of them broke a rule. A failure shows the shortest history: to play
 * one again, give its seed to {@link #random}.
 */
@ExtendWith(QuietLogs.class)
class ClientInterleavingTests {

	private static final int SEEDS = 5000;

	private static final int STEPS = 60;

	private static final int MAX_PERMUTATION = 5;

	private static final TestSettings SETTINGS = Interleaving.settings();

	private static final List<Step> MAIN = List.of(Step.START, Step.CLOSE, Step.RECONNECT, Step.OPENED, Step.FAILED,
			Step.CLOSED, Step.BROKEN, Step.TIMER, Step.SEND);

	/** What is permuted as well, but not as far. */
	private static final List<Step> OTHERS = List.of(Step.START, Step.REPLACE, Step.OPENED, Step.BROKEN, Step.REPLY,
			Step.CONNECTION_SEND, Step.REQUEST, Step.CLOSE);

	/** How the histories of {@link #permutations} begin. */
	private static final List<List<Step>> BEGINNINGS = List.of(List.of(), List.of(Step.START, Step.ALL),
			List.of(Step.START, Step.ALL, Step.OPENED, Step.ALL),
			List.of(Step.START, Step.ALL, Step.OPENED, Step.ALL, Step.BROKEN, Step.ALL));

	private static final Map<Rule, Failure> random = new TreeMap<>();

	private static final Map<Rule, Failure> permutations = new TreeMap<>();

	@BeforeAll
	static void play() {
		try (OtherThreads others = new OtherThreads()) {
			try (PlayedLog log = PlayedLog.open()) {
				for (long seed = 0; seed < SEEDS; seed++) {
					add(random, "seed " + seed, random(seed, others, log));
				}
			}
			for (List<Step> beginning : BEGINNINGS) {
				for (boolean atOnce : new boolean[] { true, false }) {
					permutations(MAIN, MAX_PERMUTATION, beginning, new ArrayList<>(), atOnce, others);
					permutations(OTHERS, MAX_PERMUTATION - 1, beginning, new ArrayList<>(), atOnce, others);
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenStepsAreInRandomOrderThenRuleHolds(Rule rule) {
		assertThat(random.get(rule)).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void whenStepsAreInAnyOrderThenRuleHolds(Rule rule) {
		assertThat(permutations.get(rule)).isNull();
	}

	private static Interleaving random(long seed, OtherThreads others, PlayedLog log) {
		Random random = new Random(seed);
		boolean initializing = random.nextInt(3) == 0;
		TestSettings settings = settings(random, initializing);
		RandomChoice choice = new RandomChoice(random);
		Interleaving history = new Interleaving(settings, initializing, choice, others, log);
		for (int i = 0; i < STEPS; i++) {
			history.step(choice.step(Step.WEIGHTED));
		}
		history.end();
		return history;
	}

	private static TestSettings settings(Random random, boolean initializing) {
		TestSettings settings = Interleaving.settings();
		if (random.nextBoolean()) {
			settings.reconnect((reconnect) -> reconnect.withJitter(random.nextBoolean() ? 0.5 : 1));
		}
		if (random.nextInt(4) == 0) {
			settings.reconnect((reconnect) -> reconnect.withMaxRetries(random.nextLong(3)));
		}
		if (random.nextBoolean()) {
			settings.ping((ping) -> ping.withMode(PingMode.MESSAGE));
		}
		if (random.nextBoolean()) {
			settings.with((changed) -> changed.withSendOnOpen(List.of("hello")));
		}
		if (random.nextInt(4) == 0) {
			settings.with((changed) -> changed.withShutdownTimeout(Duration.ZERO));
		}
		send(settings, random);
		receive(settings, random);
		ready(settings, random, initializing);
		return settings;
	}

	private static void send(TestSettings settings, Random random) {
		if (random.nextBoolean()) {
			settings.send((send) -> send.withWhenClosed(WhenClosed.QUEUE));
		}
		if (random.nextInt(3) == 0) {
			settings.send((send) -> send
				.withOverflow(random.nextBoolean() ? SendOverflow.DROP_OLDEST : SendOverflow.DROP_NEWEST)
				.withQueueCapacity(2));
		}
		if (random.nextInt(3) == 0) {
			settings.send((send) -> send.withQueueTtl(Duration.ofSeconds(3)));
		}
	}

	private static void receive(TestSettings settings, Random random) {
		if (random.nextInt(3) > 0) {
			ReceiveOverflow[] values = ReceiveOverflow.values();
			ReceiveOverflow overflow = values[random.nextInt(values.length)];
			settings.receive((receive) -> receive.withQueueCapacity(2).withOverflow(overflow));
		}
	}

	private static void ready(TestSettings settings, Random random, boolean initializing) {
		switch (random.nextInt(6)) {
			case 0 -> ready(settings, ReadyWhen.OPEN, null);
			case 1 -> ready(settings, ReadyWhen.MESSAGE, PlayedMessage.WELCOME_TEXT);
			case 2 -> ready(settings, ReadyWhen.MESSAGE, PlayedMessage.WELCOME_PATTERN);
			case 3 -> ready(settings, ReadyWhen.PREDICATE, null);
			case 4 -> ready(settings, initializing ? ReadyWhen.INITIALIZED : null, null);
			default -> ready(settings, null, null);
		}
	}

	private static void ready(TestSettings settings, @Nullable ReadyWhen when, @Nullable String message) {
		settings.with((changed) -> changed.withReady(changed.ready().withMessage(message).withWhen(when)));
	}

	// All permutations of up to so many of the steps; between them, what waits for a
	// thread runs at once in the one history, and not before the end in the other
	private static void permutations(List<Step> all, int max, List<Step> beginning, List<Step> steps, boolean atOnce,
			OtherThreads others) {
		Interleaving history = new Interleaving(SETTINGS, false, new Latest(), others, null);
		beginning.forEach(history::step);
		boolean done = true;
		for (Step step : steps) {
			done = history.step(step);
			if (atOnce) {
				history.step(Step.ALL);
			}
		}
		if (!done) {
			// Nothing to do for the last step: the same history as without it
			return;
		}
		history.end();
		add(permutations, beginning + " then " + steps + (atOnce ? ", threads at once" : ", threads late"), history);
		if (steps.size() < max) {
			for (Step step : all) {
				if (!steps.contains(step)) {
					steps.add(step);
					permutations(all, max, beginning, steps, atOnce, others);
					steps.remove(steps.size() - 1);
				}
			}
		}
	}

	private static void add(Map<Rule, Failure> failures, String history, Interleaving interleaving) {
		interleaving.violations().forEach((rule, violation) -> {
			Failure failure = failures.get(rule);
			int count = (failure != null) ? failure.count + 1 : 1;
			if (failure == null || violation.steps() < failure.trace.size()) {
				failures.put(rule, new Failure(history, violation.what(),
						List.copyOf(interleaving.trace().subList(0, violation.steps())), count));
			}
			else {
				failures.put(rule, new Failure(failure.history, failure.what, failure.trace, count));
			}
		});
	}

	/**
	 * A rule that was broken.
	 *
	 * @param history which history
	 * @param what what happened
	 * @param trace the steps
	 * @param count how many histories broke the same rule
	 */
	private record Failure(String history, String what, List<String> trace, int count) {

		@Override
		public String toString() {
			return this.history + ": " + this.what + ", and " + (this.count - 1) + " others\n"
					+ String.join("\n", this.trace);
		}

	}

	/**
	 * Any order, some steps more often than others.
	 */
	private static final class RandomChoice implements Choice {

		private final Random random;

		RandomChoice(Random random) {
			this.random = random;
		}

		@Override
		public int below(int bound) {
			// The latest is the most interesting
			return this.random.nextBoolean() ? bound - 1 : this.random.nextInt(bound);
		}

		@Override
		public boolean oneIn(int times) {
			return this.random.nextInt(times) == 0;
		}

		@Override
		public Step step(List<Step> steps) {
			return steps.get(this.random.nextInt(steps.size()));
		}

	}

	/**
	 * Always the latest, and nothing rare.
	 */
	private static final class Latest implements Choice {

		@Override
		public int below(int bound) {
			return bound - 1;
		}

		@Override
		public boolean oneIn(int times) {
			return false;
		}

		@Override
		public Step step(List<Step> steps) {
			throw new IllegalStateException();
		}

	}

}

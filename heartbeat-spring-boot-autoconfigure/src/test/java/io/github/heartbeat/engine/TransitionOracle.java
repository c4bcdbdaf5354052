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

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Kind;
import io.github.heartbeat.engine.Lives.Life;
import org.jspecify.annotations.Nullable;

/**
 * Oracle of what observers are told: the transitions of each client in the order of their
 * numbers, once each, such that one follows from the other; and those of a client after
 * all of the one before it.
 */
final class TransitionOracle {

	private final History history;

	private final Lives lives;

	private final Map<Life, HeartbeatTransition> last = new HashMap<>();

	private @Nullable Life life;

	/** What an observer is told and has not returned from. */
	private @Nullable String underWay;

	/** Attempts that were announced. */
	private int announced;

	TransitionOracle(History history, Lives lives) {
		this.history = history;
		this.lives = lives;
	}

	/**
	 * An observer is called.
	 * @param client the client
	 * @param call what is called
	 */
	void calls(HeartbeatClient client, String call) {
		Life life = this.lives.of(client);
		if (this.life != null && life.number() < this.life.number()) {
			this.history.violated(Rule.LIVES, call + " of " + life + " is told after those of " + this.life);
		}
		if (this.underWay != null) {
			this.history.violated(Rule.NO_OVERLAP,
					call + " of " + life + " is told while an observer is told " + this.underWay);
		}
		this.life = life;
		this.underWay = call + " of " + life;
	}

	/**
	 * An observer has returned.
	 */
	void returned() {
		this.underWay = null;
	}

	/**
	 * An observer is told of a transition.
	 * @param client the client
	 * @param transition the transition
	 */
	void told(HeartbeatClient client, HeartbeatTransition transition) {
		Life life = this.lives.of(client);
		HeartbeatTransition before = this.last.put(life, transition);
		long number = (before != null) ? before.number() : 0;
		if (transition.number() != number + 1) {
			violated(life, transition, "number " + transition.number() + " after " + number);
		}
		Kind kind = (before != null) ? before.kind() : Kind.STOPPED;
		boolean goesOn = before == null || before.reconnect() != null;
		if (!followers(kind, goesOn).contains(transition.kind())) {
			violated(life, transition, "after " + kind);
		}
		if (before != null && transition.time().isBefore(before.time())) {
			violated(life, transition, "is older than " + kind);
		}
		if (transition.kind() == Kind.RECONNECTING || transition.reconnect() != null) {
			this.announced++;
		}
	}

	private static Set<Kind> followers(Kind kind, boolean goesOn) {
		return switch (kind) {
			case STARTED, RECONNECTING -> Set.of(Kind.OPENED, Kind.FAILED, Kind.RECONNECTING, Kind.STOPPED);
			case OPENED -> Set.of(Kind.READY, Kind.LOST, Kind.RECONNECTING, Kind.STOPPED);
			case READY -> Set.of(Kind.LOST, Kind.RECONNECTING, Kind.STOPPED);
			case LOST, FAILED ->
				goesOn ? Set.of(Kind.OPENED, Kind.FAILED, Kind.RECONNECTING, Kind.STOPPED) : Set.of(Kind.GAVE_UP);
			case GAVE_UP -> Set.of(Kind.STARTED, Kind.RECONNECTING, Kind.STOPPED);
			case STOPPED -> Set.of(Kind.STARTED);
		};
	}

	private void violated(Life life, HeartbeatTransition transition, String what) {
		this.history.violated(Rule.TRANSITION_ORDER, life + ": " + transition.kind() + " " + what);
	}

	int announced() {
		return this.announced;
	}

	/**
	 * The history has ended.
	 */
	void ended() {
		this.last.forEach((life, transition) -> {
			if (transition.kind() != Kind.STOPPED) {
				violated(life, transition, "is told last");
			}
		});
	}

}

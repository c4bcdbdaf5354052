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

import java.util.List;

/**
 * Oracle of the calls out of the engine: they are made without a lock, and those of user
 * code by a thread that may block.
 */
final class CallOracle {

	/**
	 * While all is calm, the same calls come over and over: of so many one is checked.
	 */
	private static final int CALM_INTERVAL = 7;

	private final Mood mood;

	private final History history;

	private final Cast cast;

	private final Lives lives;

	private int count;

	CallOracle(Mood mood, History history, Cast cast, Lives lives) {
		this.mood = mood;
		this.history = history;
		this.cast = cast;
		this.lives = lives;
	}

	/**
	 * User code is called.
	 * @param what what is called
	 * @param threads the threads that may call it
	 */
	void called(String what, PlayedThread... threads) {
		called(what);
		if (!List.of(threads).contains(this.cast.current())) {
			this.history.violated(Rule.RIGHT_THREAD, what + " is called on " + this.cast.current());
		}
	}

	/**
	 * Something is called that any thread may call.
	 * @param what what is called
	 */
	void called(String what) {
		boolean due = !this.mood.isCalm() || this.count++ % CALM_INTERVAL == 0;
		if (due && this.lives.isLocked()) {
			this.history.violated(Rule.NO_LOCK, what + " is called under a lock");
		}
	}

}

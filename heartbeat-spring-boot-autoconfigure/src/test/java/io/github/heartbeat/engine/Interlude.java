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

/**
 * What others do while a thread is in a call, or is kept from going on. A call that does
 * not return soon is one in which others do a lot.
 */
final class Interlude {

	private final Mood mood;

	private final History history;

	private final Cast cast;

	private final Lives lives;

	private final OtherThreads others;

	private final Player player;

	/** Steps that may still be made in calls. */
	private int budget = 150;

	Interlude(Mood mood, History history, Cast cast, Lives lives, OtherThreads others, Player player) {
		this.mood = mood;
		this.history = history;
		this.cast = cast;
		this.lives = lives;
		this.others = others;
		this.player = player;
	}

	/**
	 * A thread is in a call of user code or of the transport.
	 * @param call the call
	 */
	void around(String call) {
		if (this.mood.oneIn(8)) {
			others(call, 1 + this.mood.below(4));
		}
		else if (this.mood.oneIn(40)) {
			others(call + ", which hangs", 10 + this.mood.below(20));
		}
		else if (this.mood.oneIn(10)) {
			reenter(call);
		}
	}

	/**
	 * A thread is kept from going on, at a point where it may hold a lock.
	 */
	void pause() {
		boolean often = this.cast.current() == PlayedThread.TRANSPORT;
		if (this.mood.oneIn(often ? 15 : 40) && isPossible() && !LockProbe.holdsMonitor()) {
			others("the engine", 1 + this.mood.below(4));
		}
	}

	/**
	 * A thread is kept from going on, under a lock, while another makes a step for which
	 * it does not need that lock.
	 * @param step the step
	 * @param action what is to be done
	 */
	void under(Step step, Runnable action) {
		if (this.history.depth() < OtherThreads.MAX_DEPTH) {
			this.history.enter("the engine, under a lock");
			try {
				this.history.add(step.toString());
				this.others.run(this.history.depth() - 1, () -> this.cast.play(step.thread(), action));
			}
			finally {
				this.history.leave();
			}
		}
	}

	// Whoever waits for a lock that this thread holds would wait for ever
	private boolean isPossible() {
		return this.budget > 0 && this.history.depth() < OtherThreads.MAX_DEPTH && !this.lives.isLocked();
	}

	private void others(String call, int steps) {
		if (isPossible()) {
			this.history.enter(call);
			try {
				this.others.run(this.history.depth() - 1, () -> {
					for (int i = 0; i < steps && this.budget-- > 0; i++) {
						Step step = this.mood.step(Step.WEIGHTED);
						this.player.play(step, step.thread());
					}
				});
			}
			finally {
				this.history.leave();
			}
		}
	}

	private void reenter(String call) {
		if (isPossible()) {
			this.history.enter(call + ", which calls");
			try {
				this.budget--;
				this.player.play(this.mood.step(Step.BY_USER), this.cast.current());
			}
			finally {
				this.history.leave();
			}
		}
	}

	/**
	 * Makes steps.
	 */
	@FunctionalInterface
	interface Player {

		/**
		 * Make a step.
		 * @param step the step
		 * @param thread the thread that makes it
		 */
		void play(Step step, PlayedThread thread);

	}

}

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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatState;

/**
 * Clients that have one name, one after the other: removed and added as the
 * {@link HeartbeatEngine} does it.
 */
final class Lives {

	private static final int MAX_LIVES = 3;

	private final EngineContext context;

	private final List<Life> lives = new ArrayList<>();

	private boolean replacing;

	Lives(EngineContext context, ManagedClient first) {
		this.context = context;
		add(first);
	}

	private void add(ManagedClient client) {
		this.lives.add(new Life(this.lives.size() + 1, client, new LockProbe(client, this.context.limiter())));
		client.added();
	}

	/**
	 * Remove the client there is, and add another, unless there were many already or that
	 * is under way.
	 * @param early whether the other is there before the end of this one has begun, as if
	 * another thread had added it
	 * @return whether there is another
	 */
	boolean next(boolean early) {
		if (this.lives.size() == MAX_LIVES || this.replacing) {
			return false;
		}
		this.replacing = true;
		ManagedClient old = current().client();
		CompletableFuture<Void> quiet = new CompletableFuture<>();
		// A copy, with a change or it would be the same, which tells the attempts of one
		// life from those of the other
		HeartbeatClientSettings settings = old.getSettings().withAutoStartup(!old.getSettings().autoStartup());
		ManagedClient next = new ManagedClient(old.getName(), settings, this.context, quiet);
		if (early) {
			add(next);
		}
		old.remove().whenComplete((result, failure) -> quiet.complete(null));
		if (!early) {
			add(next);
		}
		this.replacing = false;
		return true;
	}

	/**
	 * Return whether a client is being replaced, or was.
	 * @param life the client
	 * @return whether it may be removed
	 */
	boolean isLeaving(Life life) {
		return this.replacing || life != current();
	}

	Life current() {
		return this.lives.get(this.lives.size() - 1);
	}

	List<Life> all() {
		return List.copyOf(this.lives);
	}

	/**
	 * Return the life of a client.
	 * @param client the client
	 * @return its life
	 */
	Life of(HeartbeatClient client) {
		return this.lives.stream().filter((life) -> life.client() == client).findFirst().orElseThrow();
	}

	/**
	 * Return the life that an attempt belongs to.
	 * @param attempt the attempt
	 * @return the life
	 */
	Life of(FakeTransport.Attempt attempt) {
		return this.lives.stream()
			.filter((life) -> life.client().getSettings() == attempt.request().settings())
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Return whether the present thread holds a lock of one of the clients.
	 * @return whether it does
	 */
	boolean isLocked() {
		return this.lives.stream().anyMatch((life) -> life.locks().isHeld());
	}

	/**
	 * One client.
	 *
	 * @param number how many had its name, this one included
	 * @param client the client
	 * @param locks its locks
	 */
	record Life(int number, ManagedClient client, LockProbe locks) {

		HeartbeatState state() {
			return this.client.getState();
		}

		@Override
		public String toString() {
			return "client " + this.number;
		}

	}

}

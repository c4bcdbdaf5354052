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

package io.github.heartbeat.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatTransition;

import org.springframework.util.Assert;

/**
 * {@link HeartbeatObserver} that remembers the last transitions and round trips of each
 * client, and what operators did, for {@link HeartbeatEndpoint}. Attempts to connect that
 * fail one after the other for the same reason take one place together, so that a long
 * outage does not push out how it began. What is remembered of a client goes with it.
 */
public class HeartbeatJournal implements HeartbeatObserver {

	private final int size;

	private final Map<HeartbeatClient, ClientJournal> journals = new ConcurrentHashMap<>();

	/**
	 * Create a new journal.
	 * @param size the number of entries for each client, zero for none
	 */
	public HeartbeatJournal(int size) {
		Assert.isTrue(size >= 0, "'size' must not be negative");
		this.size = size;
	}

	@Override
	public void added(HeartbeatClient client) {
		this.journals.put(client, new ClientJournal(this.size));
	}

	@Override
	public void removed(HeartbeatClient client) {
		this.journals.remove(client);
	}

	@Override
	public void transition(HeartbeatClient client, HeartbeatTransition transition) {
		journal(client).add(transition);
	}

	@Override
	public void roundTrip(HeartbeatClient client, Duration roundTrip) {
		journal(client).add(roundTrip);
	}

	/**
	 * Return the journal of a client.
	 * @param client the client
	 * @return its journal, or an empty one that is not kept for a client that is gone
	 */
	ClientJournal journal(HeartbeatClient client) {
		ClientJournal journal = this.journals.get(client);
		return (journal != null) ? journal : new ClientJournal(0);
	}

}

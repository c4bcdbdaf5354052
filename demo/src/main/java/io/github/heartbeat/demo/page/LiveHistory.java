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

package io.github.heartbeat.demo.page;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.demo.page.ClientHistory.Entries;
import io.github.heartbeat.demo.server.FaultInjected;
import io.github.heartbeat.demo.server.LastingFaults;
import io.github.heartbeat.event.HeartbeatMessageEvent;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Remembers what happened to the clients in the last minutes.
 */
@Component
class LiveHistory implements HeartbeatObserver {

	private final Map<String, ClientHistory> histories = new ConcurrentHashMap<>();

	// The clients need their observers first
	private final ObjectProvider<HeartbeatClients> clients;

	private final LastingFaults faults;

	LiveHistory(ObjectProvider<HeartbeatClients> clients, LastingFaults faults) {
		this.clients = clients;
		this.faults = faults;
	}

	@Override
	public void removed(HeartbeatClient client) {
		this.histories.remove(client.getName());
	}

	@Override
	public void transition(HeartbeatClient client, HeartbeatTransition transition) {
		history(client.getName()).transition(transition);
	}

	@Override
	public void roundTrip(HeartbeatClient client, Duration roundTrip) {
		history(client.getName()).roundTrip(roundTrip);
	}

	@EventListener
	void onMessage(HeartbeatMessageEvent event) {
		history(event.getClientName()).received(event);
	}

	@EventListener
	void onFault(FaultInjected event) {
		history(event.client()).injected(event);
	}

	boolean hasFresh() {
		return this.histories.values().stream().anyMatch(ClientHistory::hasFresh);
	}

	/**
	 * Return all that is known.
	 * @return the whole picture
	 */
	LiveUpdate all() {
		return update(true, ClientHistory::all);
	}

	/**
	 * Return what is new since this method was called last.
	 * @return the update
	 */
	LiveUpdate takeFresh() {
		return update(false, ClientHistory::takeFresh);
	}

	private LiveUpdate update(boolean complete, Function<ClientHistory, Entries> selection) {
		List<LiveClient> updates = this.clients.getObject()
			.stream()
			.map((client) -> update(client, selection))
			.toList();
		return new LiveUpdate(Instant.now(), complete, updates);
	}

	private LiveClient update(HeartbeatClient client, Function<ClientHistory, Entries> selection) {
		ClientHistory history = history(client.getName());
		String fault = this.faults.getLastingFault(client.getName());
		return LiveClient.of(client, fault, history.getTransition(), selection.apply(history));
	}

	private ClientHistory history(String client) {
		return this.histories.computeIfAbsent(client, (name) -> new ClientHistory());
	}

}

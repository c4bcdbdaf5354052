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

package io.github.heartbeat.integration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReadyEvent;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the listeners of one client were told.
 */
final class EventLog {

	private final List<HeartbeatEvent> events = Collections.synchronizedList(new ArrayList<>());

	private final List<String> violations = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger listeners = new AtomicInteger();

	private @Nullable String openConnection;

	/**
	 * Record an event, and see that it comes alone.
	 * @param event the event
	 * @param listener told after that
	 */
	void accept(HeartbeatEvent event, Runnable listener) {
		if (this.listeners.getAndIncrement() != 0) {
			this.violations.add("overlaps with another: " + event);
		}
		try {
			verify(event);
			this.events.add(event);
			listener.run();
		}
		finally {
			this.listeners.decrementAndGet();
		}
	}

	private void verify(HeartbeatEvent event) {
		String connection = event.getConnectionId();
		if (event instanceof HeartbeatOpenEvent) {
			if (this.openConnection != null) {
				this.violations.add("opens while " + this.openConnection + " is open: " + event);
			}
			this.openConnection = connection;
		}
		else if (event instanceof HeartbeatMessageEvent || event instanceof HeartbeatReadyEvent
				|| event instanceof HeartbeatCloseEvent) {
			if (!connection.equals(this.openConnection)) {
				this.violations.add("belongs to a connection that is not open: " + event);
			}
			if (event instanceof HeartbeatCloseEvent) {
				this.openConnection = null;
			}
		}
	}

	List<HeartbeatEvent> all() {
		synchronized (this.events) {
			return List.copyOf(this.events);
		}
	}

	<E extends HeartbeatEvent> List<E> all(Class<E> type) {
		return all().stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * Wait for the first event of a type.
	 * @param type the type
	 * @return that event
	 */
	<E extends HeartbeatEvent> E await(Class<E> type) {
		return await(type, 1);
	}

	/**
	 * Wait for the n-th event of a type.
	 * @param type the type
	 * @param number the number, counted from 1
	 * @return that event
	 */
	<E extends HeartbeatEvent> E await(Class<E> type, int number) {
		Awaitility.await()
			.pollInterval(TestEngine.POLL_INTERVAL)
			.atMost(TestEngine.PATIENCE)
			.untilAsserted(() -> assertThat(all(type)).as("%ss among %s", type.getSimpleName(), story())
				.hasSizeGreaterThanOrEqualTo(number));
		return all(type).get(number - 1);
	}

	/**
	 * Wait for a number of messages.
	 * @param count the number
	 * @return the texts of all messages so far
	 */
	List<String> awaitTexts(int count) {
		await(HeartbeatMessageEvent.class, count);
		return texts();
	}

	List<String> texts() {
		return all(HeartbeatMessageEvent.class).stream().map(HeartbeatMessageEvent::getText).toList();
	}

	/**
	 * Return the types of the events so far, without those that only say that an open
	 * connection is ready.
	 * @return simple names without prefix and suffix, for instance {@code Open}
	 */
	List<String> story() {
		return all().stream().filter((event) -> !(event instanceof HeartbeatReadyEvent)).map(EventLog::name).toList();
	}

	private static String name(HeartbeatEvent event) {
		return event.getClass().getSimpleName().replaceAll("^Heartbeat|Event$", "");
	}

	/**
	 * See that there was one open for each close, that messages came between the two
	 * only, and that no event came while another was still being listened to.
	 */
	void assertOrderly() {
		assertThat(this.violations).as("in %s", story()).isEmpty();
	}

}

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
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;

import org.springframework.context.ApplicationEventPublisher;

/**
 * An {@link ApplicationEventPublisher} that keeps the events, and plays the listeners.
 */
final class EventRecorder implements ApplicationEventPublisher {

	private final List<HeartbeatEvent> events = Collections.synchronizedList(new ArrayList<>());

	private final List<String> faults = new ArrayList<>();

	private final List<AssertionError> failures = new ArrayList<>();

	private Consumer<HeartbeatEvent> listener = (event) -> {
	};

	private boolean publishing;

	@Override
	public void publishEvent(Object event) {
		if (this.publishing) {
			this.faults.add(event + " overlaps another event");
		}
		this.publishing = true;
		try {
			this.events.add((HeartbeatEvent) event);
			this.listener.accept((HeartbeatEvent) event);
		}
		catch (AssertionError ex) {
			this.failures.add(ex);
			throw ex;
		}
		finally {
			this.publishing = false;
		}
	}

	/**
	 * Set what listens to all events.
	 * @param listener the listener
	 */
	void listener(Consumer<HeartbeatEvent> listener) {
		this.listener = listener;
	}

	/**
	 * Set what listens to the events of a type.
	 * @param type the type of event
	 * @param listener the listener
	 * @param <E> the type of event
	 */
	<E extends HeartbeatEvent> void on(Class<E> type, Consumer<E> listener) {
		listener((event) -> {
			if (type.isInstance(event)) {
				listener.accept(type.cast(event));
			}
		});
	}

	List<HeartbeatEvent> all() {
		return List.copyOf(this.events);
	}

	<E extends HeartbeatEvent> List<E> all(Class<E> type) {
		return all().stream().filter(type::isInstance).map(type::cast).toList();
	}

	<E extends HeartbeatEvent> E last(Class<E> type) {
		List<E> events = all(type);
		return events.get(events.size() - 1);
	}

	/**
	 * Return the kinds of all events, for instance {@code Open, Message, Close}, without
	 * the ready events, one of which follows each open event in most tests.
	 * @return the kinds, in order
	 */
	List<String> kinds() {
		return kindsWithReady().stream().filter((kind) -> !kind.equals("Ready")).toList();
	}

	List<String> kindsWithReady() {
		return all().stream().map(EventRecorder::kind).toList();
	}

	/**
	 * Return the texts of all messages.
	 * @return the texts, in order
	 */
	List<String> texts() {
		return all(HeartbeatMessageEvent.class).stream().map(HeartbeatMessageEvent::getText).toList();
	}

	void clear() {
		this.events.clear();
	}

	/**
	 * Return which events were published while another was.
	 * @return descriptions
	 */
	List<String> faults() {
		return this.faults;
	}

	/**
	 * Fail if an assertion failed inside a listener, where the engine catches it.
	 */
	void verify() {
		this.failures.forEach((failure) -> {
			throw failure;
		});
	}

	static String kind(HeartbeatEvent event) {
		String name = event.getClass().getSimpleName();
		return name.substring("Heartbeat".length(), name.length() - "Event".length());
	}

}

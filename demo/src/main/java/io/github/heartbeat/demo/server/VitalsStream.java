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

package io.github.heartbeat.demo.server;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.WebSocketSession;

/**
 * Streams the {@link Vitals} as JSON: every second to those who are connected to
 * {@code /feed}, every five seconds to those on {@code /flaky} who have subscribed.
 */
@Component
class VitalsStream {

	private static final int FLAKY_SECONDS = 5;

	private static final String SUBSCRIBED = "subscribed";

	private final VitalsProbe probe;

	private final FeedSessions sessions;

	private final JsonMapper jsonMapper;

	private volatile String latest;

	private int second;

	VitalsStream(VitalsProbe probe, FeedSessions sessions, JsonMapper jsonMapper) {
		this.probe = probe;
		this.sessions = sessions;
		this.jsonMapper = jsonMapper;
		this.latest = read();
	}

	@Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
	void tick() {
		// Once a second for everyone: the processor load is measured from call to call
		String text = read();
		this.latest = text;
		send(text, FeedConfiguration.FEED);
		if (this.second % FLAKY_SECONDS == 0) {
			send(text, FeedConfiguration.FLAKY);
		}
		this.second++;
	}

	/**
	 * Let a session subscribe: the answer is what was sent last.
	 * @param session the session
	 */
	void subscribe(WebSocketSession session) {
		session.getAttributes().put(SUBSCRIBED, true);
		this.sessions.answer(session, this.latest);
	}

	private String read() {
		return this.jsonMapper.writeValueAsString(this.probe.read());
	}

	/**
	 * Return what was sent last.
	 * @return the vitals as JSON
	 */
	String latest() {
		return this.latest;
	}

	private void send(String text, String path) {
		List<WebSocketSession> receivers = this.sessions.find((session) -> {
			URI uri = session.getUri();
			return uri != null && path.equals(uri.getPath()) && isSubscribed(session, path);
		});
		receivers.forEach((session) -> this.sessions.send(session, text));
	}

	private boolean isSubscribed(WebSocketSession session, String path) {
		return !path.equals(FeedConfiguration.FLAKY) || session.getAttributes().containsKey(SUBSCRIBED);
	}

}

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

package io.github.heartbeat.demo.client;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Prints the messages that arrive, one line a second and client at most. That is too much
 * for a log in which the losses are to be seen, so it takes
 * {@code logging.level.io.github.heartbeat.demo.client=debug}.
 */
@Component
class MessagePrinter {

	private static final Log logger = LogFactory.getLog(MessagePrinter.class);

	private final Map<String, Pace> paces = new ConcurrentHashMap<>();

	private final MessageLine line;

	MessagePrinter(MessageLine line) {
		this.line = line;
	}

	@EventListener
	void onMessage(HeartbeatMessageEvent event) {
		Pace pace = this.paces.computeIfAbsent(event.getClientName(), (name) -> new Pace());
		if (pace.next()) {
			String text = event.isText() ? this.line.of(event.getText()) : event.getPayloadLength() + " bytes";
			logger.debug(event.getClientName() + ": " + text + pace.skipped());
		}
	}

	/**
	 * The pace of one client. Its messages come one after the other, on changing threads.
	 */
	private static final class Pace {

		/** Less than a second, so that what comes every second is not skipped. */
		private static final long NANOS = Duration.ofMillis(900).toNanos();

		private long printed = System.nanoTime() - NANOS;

		private long skipped;

		synchronized boolean next() {
			long now = System.nanoTime();
			if (now - this.printed < NANOS) {
				this.skipped++;
				return false;
			}
			this.printed = now;
			return true;
		}

		synchronized String skipped() {
			long count = this.skipped;
			this.skipped = 0;
			return (count > 0) ? " (and " + count + " more)" : "";
		}

	}

}

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
import java.util.Locale;

import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Prints what becomes of the connections, in plain words.
 */
@Component
class ConnectionPrinter {

	private static final Log logger = LogFactory.getLog(ConnectionPrinter.class);

	@EventListener
	void onOpen(HeartbeatOpenEvent event) {
		Duration downtime = event.getDowntime();
		if (downtime != null) {
			print(event.getClientName(), "back after %s, with attempt %d", seconds(downtime), event.getAttempts());
		}
		else {
			print(event.getClientName(), "connected");
		}
	}

	@EventListener
	void onClose(HeartbeatCloseEvent event) {
		// Otherwise onReconnect tells
		if (!event.isReconnecting()) {
			print(event.getClientName(), "%s after %s", CauseText.of(event.getCause()), seconds(event.getLifetime()));
		}
	}

	@EventListener
	void onReconnect(HeartbeatReconnectEvent event) {
		print(event.getClientName(), "%s; attempt %d in %s", CauseText.of(event.getCause()), event.getAttempt(),
				seconds(event.getDelay()));
	}

	@EventListener
	void onGiveUp(HeartbeatGiveUpEvent event) {
		print(event.getClientName(), "%s; gives up after %d attempts", CauseText.of(event.getCause()),
				event.getAttempts());
	}

	private void print(String client, String format, Object... args) {
		logger.info(client + ": " + String.format(Locale.ROOT, format, args));
	}

	private String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
	}

}

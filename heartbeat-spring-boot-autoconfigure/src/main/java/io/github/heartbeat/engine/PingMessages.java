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

import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatClientSettings.Ping;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatPingMessageSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one client sends as pings: those of the user's supplier, which may
 * block and may fail, or the configured one.
 */
final class PingMessages {

	private final String clientName;

	private final Ping settings;

	private final EngineContext context;

	private final UserCodeFailures failures;

	private PingMessages(String clientName, Ping settings, EngineContext context, UserCodeFailures failures) {
		this.clientName = clientName;
		this.settings = settings;
		this.context = context;
		this.failures = failures;
	}

	/**
	 * Return what supplies the messages.
	 * @param clientName the plain name of the client
	 * @param settings the settings
	 * @param context for the threads and the user's supplier
	 * @param failures takes those of the supplier
	 * @return the messages or {@code null} if pings are not messages
	 */
	static @Nullable PingMessages of(String clientName, Ping settings, EngineContext context,
			UserCodeFailures failures) {
		return (settings.mode() == PingMode.MESSAGE) ? new PingMessages(clientName, settings, context, failures) : null;
	}

	/**
	 * Supply the next message on a thread that may block.
	 * @param consumer takes the message, or {@code null} if a frame has to do
	 * @return whether there is a thread
	 */
	boolean supply(Consumer<@Nullable String> consumer) {
		try {
			this.context.io().execute(() -> consumer.accept(next()));
			return true;
		}
		catch (Throwable ex) {
			this.failures.add("No thread for the ping message", ex);
			return false;
		}
	}

	private @Nullable String next() {
		try {
			HeartbeatPingMessageSupplier supplier = this.context.callbacks().pingMessageSupplier().get();
			String message = (supplier != null) ? supplier.getPingMessage(this.clientName) : null;
			return (message != null) ? message : this.settings.message();
		}
		catch (Throwable ex) {
			this.failures.add("The HeartbeatPingMessageSupplier failed, a ping frame is sent instead", ex);
			return null;
		}
	}

}

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

package io.github.heartbeat.engine.liveness;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatPingMessageSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages that one client sends as pings, over all its connections: those of the user's
 * supplier, which may block and may fail, or the configured one. A supplier that hangs
 * holds one thread, and is not called again until it returns.
 */
public final class PingMessages {

	private final String clientName;

	private final HeartbeatClientSettings.Ping settings;

	private final Executor io;

	private final Supplier<? extends @Nullable HeartbeatPingMessageSupplier> supplier;

	private final BiConsumer<String, @Nullable Throwable> failures;

	/** Whether a call has a thread, or is about to. */
	private final AtomicBoolean underWay = new AtomicBoolean();

	/** Why there was no thread the last time, to be told by the next that there is. */
	private final AtomicReference<@Nullable Throwable> refusal = new AtomicReference<>();

	private PingMessages(String clientName, HeartbeatClientSettings.Ping settings, Executor io,
			Supplier<? extends @Nullable HeartbeatPingMessageSupplier> supplier,
			BiConsumer<String, @Nullable Throwable> failures) {
		this.clientName = clientName;
		this.settings = settings;
		this.io = io;
		this.supplier = supplier;
		this.failures = failures;
	}

	/**
	 * Return the messages of a client.
	 * @param clientName the plain name of the client
	 * @param settings the settings
	 * @param io threads that may block
	 * @param supplier returns the user's supplier, or {@code null} if there is none
	 * @param failures takes the failures of the supplier, always on one of those threads
	 * @return the messages or {@code null} if pings are not messages
	 */
	public static @Nullable PingMessages of(String clientName, HeartbeatClientSettings.Ping settings, Executor io,
			Supplier<? extends @Nullable HeartbeatPingMessageSupplier> supplier,
			BiConsumer<String, @Nullable Throwable> failures) {
		return (settings.mode() == PingMode.MESSAGE) ? new PingMessages(clientName, settings, io, supplier, failures)
				: null;
	}

	/**
	 * Supply the next message on a thread that may block. If there is none, the consumer
	 * is not called, and the next check has to ask again.
	 * @param consumer takes the message, or {@code null} if a frame has to do
	 * @return {@code false} if a frame has to do since a call before has not returned
	 */
	boolean supply(Consumer<@Nullable String> consumer) {
		if (!this.underWay.compareAndSet(false, true)) {
			return false;
		}
		try {
			this.io.execute(() -> run(consumer));
		}
		catch (Throwable ex) {
			// Not told here, on the timer thread: whoever is told writes to a log
			this.refusal.set(ex);
			this.underWay.set(false);
		}
		return true;
	}

	private void run(Consumer<@Nullable String> consumer) {
		try {
			String message = null;
			Throwable failure = null;
			try {
				message = next();
			}
			catch (Throwable ex) {
				failure = ex;
			}
			// The ping first: a log may take its time
			consumer.accept(message);
			report("No thread for the ping message", this.refusal.getAndSet(null));
			report("The HeartbeatPingMessageSupplier failed, a ping frame is sent instead", failure);
		}
		finally {
			this.underWay.set(false);
		}
	}

	private String next() {
		HeartbeatPingMessageSupplier supplier = this.supplier.get();
		String message = (supplier != null) ? supplier.getPingMessage(this.clientName) : null;
		return (message != null) ? message : this.settings.message();
	}

	private void report(String what, @Nullable Throwable failure) {
		if (failure != null) {
			this.failures.accept(what, failure);
		}
	}

}

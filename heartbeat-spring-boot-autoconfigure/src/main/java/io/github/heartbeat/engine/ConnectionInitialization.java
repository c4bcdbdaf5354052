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

import java.util.List;
import java.util.concurrent.Executor;

import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.engine.concurrent.Sequencer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the initializers of one client's connections, one connection at a time: where an
 * initializer hangs, those of the connections after it wait, and take no thread.
 */
final class ConnectionInitialization {

	/** Connections that may wait for the one whose initializer hangs; most have ended. */
	static final int CAPACITY = 16;

	private final Executor dispatch;

	/** Once there is an initializer; guarded by this object, as all that follows. */
	private @Nullable Sequencer sequencer;

	private @Nullable HeartbeatConnection connection;

	private @Nullable Thread thread;

	ConnectionInitialization(Executor dispatch) {
		this.dispatch = dispatch;
	}

	/**
	 * Initialize a connection in the background. It fails at once if too many wait for an
	 * initializer that hangs.
	 * @param connection the connection
	 * @param initializers the initializers, in order
	 * @param callback told what comes of it
	 */
	void begin(HeartbeatConnection connection, List<HeartbeatConnectionInitializer> initializers, Callback callback) {
		if (!sequencer().execute(() -> run(connection, initializers, callback))) {
			callback.initializerFailed(
					new IllegalStateException("The HeartbeatConnectionInitializer of connections before has not "
							+ "returned, and as many as may wait for it already"));
		}
	}

	private synchronized Sequencer sequencer() {
		Sequencer sequencer = this.sequencer;
		if (sequencer == null) {
			sequencer = new Sequencer(this.dispatch, CAPACITY);
			this.sequencer = sequencer;
		}
		return sequencer;
	}

	private void run(HeartbeatConnection connection, List<HeartbeatConnectionInitializer> initializers,
			Callback callback) {
		synchronized (this) {
			if (!connection.isOpen()) {
				return;
			}
			this.connection = connection;
			this.thread = Thread.currentThread();
		}
		Throwable failure = initialize(connection, initializers);
		synchronized (this) {
			this.connection = null;
			this.thread = null;
			// Whoever interrupted this thread meant the initializer
			Thread.interrupted();
		}
		if (failure != null) {
			callback.initializerFailed(failure);
		}
		else {
			callback.initialized();
		}
	}

	private static @Nullable Throwable initialize(HeartbeatConnection connection,
			List<HeartbeatConnectionInitializer> initializers) {
		try {
			for (HeartbeatConnectionInitializer initializer : initializers) {
				initializer.initialize(connection);
			}
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	/**
	 * Wake the initializer of a connection that has ended.
	 * @param connection the connection
	 */
	synchronized void interrupt(HeartbeatConnection connection) {
		if (this.connection == connection && this.thread != null && this.thread != Thread.currentThread()) {
			this.thread.interrupt();
		}
	}

	/**
	 * Return the connection whose initializer has not returned.
	 * @return the connection or {@code null}
	 */
	synchronized @Nullable HeartbeatConnection current() {
		return this.connection;
	}

	/**
	 * Callback interface for what comes of an initialization. Called by the thread that
	 * ran it, or the one that began it.
	 */
	interface Callback {

		/**
		 * All initializers have returned.
		 */
		void initialized();

		/**
		 * An initializer failed.
		 * @param failure what it threw
		 */
		void initializerFailed(Throwable failure);

	}

}

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

package io.github.heartbeat.engine.receive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.HeartbeatConnection;

import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * A connection that keeps the calls it gets, and lets a reader wait while it is
 * suspended.
 */
final class TestSource implements ReceiveQueue.Source {

	private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

	private final HeartbeatConnection connection = mock(HeartbeatConnection.class, withSettings().stubOnly());

	private boolean suspended;

	private Runnable onResume = () -> {
	};

	TestSource(int number) {
		given(this.connection.getId()).willReturn("feed-" + number);
	}

	@Override
	public void suspendReading() {
		this.calls.add("suspend");
		setSuspended(true);
	}

	@Override
	public void resumeReading() {
		this.calls.add("resume");
		setSuspended(false);
		this.onResume.run();
	}

	private synchronized void setSuspended(boolean suspended) {
		this.suspended = suspended;
		notifyAll();
	}

	synchronized boolean isSuspended() {
		return this.suspended;
	}

	/**
	 * Wait until it is read.
	 */
	synchronized void awaitReading() {
		try {
			while (this.suspended) {
				TimeUnit.SECONDS.timedWait(this, 10);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Do something at the end of each resume, before it returns.
	 * @param onResume what to do
	 */
	void onResume(Runnable onResume) {
		this.onResume = onResume;
	}

	List<String> calls() {
		return List.copyOf(this.calls);
	}

	HeartbeatConnection connection() {
		return this.connection;
	}

	@Override
	public void inspectionEnded() {
	}

}

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

import io.github.heartbeat.engine.concurrent.FailsafeLog;

/**
 * Switch for the reading of one connection. What is wanted is set under the lock of the
 * queue and told after it, by the thread that has set it and at once: a reader that fills
 * the queue does not leave that to a thread which has not come back from its call. So a
 * suspend and a resume may overlap, in either order of their effects. Whoever comes back
 * and finds that the contrary is wanted by now tells that, too; hence no contrary call
 * overlaps the last one.
 */
final class ReadingControl {

	private static final FailsafeLog logger = FailsafeLog.of(ReadingControl.class);

	private final Runnable suspend;

	private final Runnable resume;

	/** What is wanted. */
	private volatile boolean suspended;

	private volatile boolean released;

	ReadingControl(Runnable suspend, Runnable resume) {
		this.suspend = suspend;
		this.resume = resume;
	}

	boolean isSuspended() {
		return this.suspended;
	}

	/**
	 * Set what is wanted. Called under the lock.
	 * @param suspended whether reading is to be suspended
	 * @return whether that is new, so that {@link #tell()} has to be called
	 */
	boolean setSuspended(boolean suspended) {
		boolean changed = this.suspended != suspended;
		this.suspended = suspended;
		return changed;
	}

	/**
	 * Tell nothing any more: the connection is over. Called under the lock.
	 */
	void release() {
		this.released = true;
	}

	/**
	 * Tell what is wanted. Called without the lock.
	 */
	void tell() {
		while (!this.released) {
			boolean told = this.suspended;
			call(told ? this.suspend : this.resume);
			if (told == this.suspended) {
				return;
			}
		}
	}

	private static void call(Runnable call) {
		try {
			call.run();
		}
		catch (Throwable ex) {
			logger.warn("Reading could not be suspended or resumed", ex);
		}
	}

}

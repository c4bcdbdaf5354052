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

package io.github.heartbeat.test;

import java.time.Duration;

/**
 * The server's end of what carries one connection: a socket, or memory. No method throws
 * for a connection that has ended.
 */
interface Wire {

	/**
	 * Write the bytes, or keep them for {@link #thaw()} while frozen.
	 * @param bytes the bytes to write
	 * @return whether the bytes were written or kept
	 */
	boolean write(byte[] bytes);

	/**
	 * Return whether the server knows that the connection has ended.
	 * @return whether it is closed
	 */
	boolean isClosed();

	/**
	 * Close with a FIN at once.
	 */
	void cut();

	/**
	 * Close with a FIN, after all that was written.
	 */
	void shut();

	/**
	 * Close with a RST at once.
	 */
	void reset();

	void freeze();

	void thaw();

	/**
	 * Return the time of the server.
	 * @return nanoseconds since an arbitrary origin
	 */
	long nanoTime();

	/**
	 * Do something later, unless the connection has ended by then.
	 * @param delay the wait
	 * @param action what to do
	 */
	void later(Duration delay, Runnable action);

}

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

package io.github.heartbeat;

import org.jspecify.annotations.Nullable;

/**
 * Exception thrown by a {@link HeartbeatConnectionInitializer} to end retrying, for
 * instance when a login is refused. The client gives up, until
 * {@link HeartbeatClient#reconnect()} or {@link HeartbeatClient#start()} is called.
 */
public class HeartbeatGiveUpException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create a new exception.
	 * @param message the detail message, which is logged: without secrets
	 */
	public HeartbeatGiveUpException(String message) {
		super(message);
	}

	/**
	 * Create a new exception.
	 * @param message the detail message, which is logged: without secrets
	 * @param cause the failure behind it, or {@code null}
	 */
	public HeartbeatGiveUpException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}

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

import org.jspecify.annotations.Nullable;

/**
 * Implemented by clients that take failures of listeners which do not end the publication
 * of an event: other listeners of the same event are still called.
 */
public interface ListenerErrorHandler {

	/**
	 * Log and count a failure of a listener.
	 * @param description what has failed, without a payload and without the name of the
	 * client
	 * @param failure the failure, logged with its stack trace, or {@code null} if the
	 * description says it all
	 */
	void listenerFailed(String description, @Nullable Throwable failure);

}

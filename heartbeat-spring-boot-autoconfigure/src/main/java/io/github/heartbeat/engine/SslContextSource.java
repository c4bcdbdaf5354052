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

import javax.net.ssl.SSLContext;

/**
 * Gives the engine the {@link SSLContext} of an SSL bundle.
 */
@FunctionalInterface
public interface SslContextSource {

	/**
	 * Return the context of a bundle as it is now. Called anew for each attempt, on a
	 * thread that may block, so that a renewed certificate is used.
	 * @param bundleName the name of the bundle
	 * @return the context
	 * @throws Exception if there is none, or it can't be made: the attempt has failed
	 */
	SSLContext getSslContext(String bundleName) throws Exception;

}

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

/**
 * Callback interface for beans that change how the engine is built, such as what opens
 * its connections. Called once, before there is any client.
 */
@FunctionalInterface
public interface HeartbeatEngineCustomizer {

	/**
	 * Customize the engine.
	 * @param builder the builder, which has been told everything that is configured
	 */
	void customize(HeartbeatEngine.Builder builder);

}

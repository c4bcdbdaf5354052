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

package io.github.heartbeat.engine.send;

/**
 * Converter between objects and text messages.
 */
@FunctionalInterface
public interface PayloadConverter {

	/**
	 * Write an object as text.
	 * @param payload the object
	 * @return the text
	 * @throws Exception if the object can't be written
	 */
	String toText(Object payload) throws Exception;

	/**
	 * Read an object from text.
	 * @param <T> the type of the object
	 * @param text the text
	 * @param type the type of the object
	 * @return the object
	 * @throws Exception if the text can't be read as an object of that type
	 */
	default <T> T fromText(String text, Class<T> type) throws Exception {
		throw new UnsupportedOperationException(getClass().getName() + " does not read objects");
	}

}

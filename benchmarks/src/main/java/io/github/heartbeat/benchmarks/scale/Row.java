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

package io.github.heartbeat.benchmarks.scale;

/**
 * One line of the table.
 *
 * @param what what was measured
 * @param measured the figure
 * @param against the figure it is compared with
 * @param ratio the ratio of the two, or the difference
 * @param must the target
 * @param verdict {@code ok}, {@code short} or nothing
 */
record Row(String what, String measured, String against, String ratio, String must, String verdict) {

	static Row of(String what, String measured) {
		return new Row(what, measured, "", "", "", "");
	}

	Row against(String against) {
		return new Row(this.what, this.measured, against, this.ratio, this.must, this.verdict);
	}

	Row ratio(String ratio) {
		return new Row(this.what, this.measured, this.against, ratio, this.must, this.verdict);
	}

	Row must(String must, boolean reached) {
		return new Row(this.what, this.measured, this.against, this.ratio, must, reached ? "ok" : "short");
	}

}


// Fetches the second file of this bundle; see xtask/src/kit/split.rs.
let second;
const __wasm_split_load_touched = async (callback, data) => {
    let there = true;
    try {
        await (second ??= fetch(new URL("SECOND_FILE", import.meta.url))
            // Not as a stream, which a server that calls it another type would end.
            .then((response) => response.arrayBuffer())
            .then((bytes) => WebAssembly.instantiate(bytes, { __wasm_split: wasm })));
    } catch (error) {
        // The next call tries again.
        second = undefined;
        there = false;
        console.error(error);
    }
    wasm.__indirect_function_table.get(callback)(data, there);
};

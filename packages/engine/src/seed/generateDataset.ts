import type { Dataset, DatasetOptions } from "./Dataset.ts"

export declare const generateDataset: (options: DatasetOptions) => Dataset

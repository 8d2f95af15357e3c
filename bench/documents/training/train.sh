#!/usr/bin/env bash
# Trains the network that pages are read with, from the one of the installed English model, on lines of invented faxes:
#   bash bench/documents/training/train.sh FOLDER [PAGES] [ITERATIONS]
# Needs Debian's tesseract-ocr (lstmtraining). FOLDER keeps everything; what is there already is not made again, training goes on from
# its last checkpoint. Writes FOLDER/fax-network.gz, to be put beside src/readers/tesseract/engine.ts.
set -euo pipefail
folder=$(realpath -m "$1") pages=${2:-600} iterations=${3:-30000}
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
mkdir -p "$folder/lines" "$folder/checkpoints"
# Its threads wait for one another longer than they work.
export OMP_THREAD_LIMIT=1

[ -d "$here/faces/node_modules" ] || npm ci --prefix "$here/faces" --no-audit --no-fund
[ -f "$folder/eng.traineddata" ] || gunzip -c node_modules/@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz >"$folder/eng.traineddata"
[ -f "$folder/start.lstm" ] || {
  combine_tessdata -e "$folder/eng.traineddata" "$folder/whole.lstm"
  node --import tsx bench/documents/training/make-start.ts "$folder/whole.lstm" "$folder/start.lstm"
}

# Two halves at once, one a core; and pages of their own to be judged by.
make_lines() { [ -f "$folder/lines/$1-0.lstmf" ] || node --import tsx bench/documents/training/make-lines.ts --seed="$2" --pages="$3" --models="$folder" --out="$folder/lines/$1"; }
make_lines a 1 $((pages / 2)) &
make_lines b 2 $((pages / 2)) &
wait
make_lines judged 9 12
ls "$folder"/lines/[ab]-*.lstmf >"$folder/learn.txt"
ls "$folder"/lines/judged-*.lstmf >"$folder/judge.txt"

# Two thirds of the way at one rate, the rest at a quarter of it: what is learned last is settled, not thrown about.
learn() {
  lstmtraining --continue_from "$1" --traineddata "$folder/eng.traineddata" --train_listfile "$folder/learn.txt" \
    --model_output "$folder/checkpoints/$2" --reset_learning_rate --learning_rate "$3" --max_iterations "$4"
}
learn "$folder/start.lstm" first 0.0004 $((iterations * 2 / 3))
learn "$folder/checkpoints/first_checkpoint" last 0.0001 $((iterations / 3))
lstmtraining --stop_training --convert_to_int --continue_from "$folder/checkpoints/last_checkpoint" \
  --traineddata "$folder/eng.traineddata" --model_output "$folder/fax.traineddata"
combine_tessdata -e "$folder/fax.traineddata" "$folder/fax-network.lstm"
gzip -9 -n -c "$folder/fax-network.lstm" >"$folder/fax-network.gz"

for model in eng fax; do
  echo "$model: $(lstmeval --model "$folder/$model.traineddata" --eval_listfile "$folder/judge.txt" --verbosity 0 2>&1 | tail -1)"
done

# Matchers for blocks: what they raise, what they change.
control 'raise_error' do
  describe 'a block' do
    it { expect { raise ArgumentError, 'wrong x' }.to raise_error(ArgumentError) }
    it { expect { raise ArgumentError, 'wrong x' }.to raise_error(ArgumentError, 'wrong x') }
    it { expect { raise ArgumentError, 'wrong x' }.to raise_error(ArgumentError, /wrong/) }
    it { expect { raise ArgumentError, 'wrong x' }.to raise_error('wrong x') }
    it { expect { raise ArgumentError, 'wrong x' }.to raise_error(ArgumentError).with_message('wrong x') }
    it { expect { raise ArgumentError, 'wrong x' }.to raise_error(StandardError) }
    it { expect { raise 'x' }.to raise_exception(RuntimeError, start_with('x')) }
    it { expect { 1 }.not_to raise_error }
    it { expect { 1 }.to raise_error(ArgumentError) }
    it { expect { 1 }.to raise_error(ArgumentError, 'text') }
    it { expect { 1 }.to raise_error(ArgumentError, /te.t/) }
    it { expect { 1 }.to raise_error('text') }
    it { expect(5).to raise_error(ArgumentError) }
    it { expect { 1 }.to eq 1 }
    it { expect { raise 'x' }.to raise_error(RuntimeError) { |e| expect(e.message).to eq 'x' } }
  end
end
control 'change' do
  describe 'a block' do
    let(:list) { [1, 2] }
    it { expect { list << 3 }.to change(list, :length).by(1) }
    it { expect { list << 3 }.to change(list, :length).by(2) }
    it { expect { list << 3 }.to change(list, :length).by_at_least(2) }
    it { expect { list << 3 }.to change(list, :length).by_at_most(2) }
    it { expect { list << 3 }.to change(list, :length).from(2).to(3) }
    it { expect { list << 3 }.to change(list, :length).from(1).to(3) }
    it { expect { list << 3 }.to change(list, :length).from(2).to(4) }
    it { expect { list << 3 }.to change(list, :length).to(4) }
    it { expect { list << 3 }.to change(list, :length).to(3).from(2) }
    it { expect { list }.to change(list, :length) }
    it { expect { list }.to change(list, :length).from(2) }
    it { expect { list }.not_to change(list, :length) }
    it { expect { list }.not_to change(list, :length).from(2) }
    it { expect { list << 3 }.not_to change(list, :length) }
    it { expect { list << 3 }.not_to change(list, :length).from(2) }
    it { expect { list << 3 }.to change(list, :itself) }
    it { expect { list << 3 }.not_to change(list, :itself) }
    it { expect { list }.to change(list, :length).by(1) }
  end
end

# An endless loop in let.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    let(:value) { loop {} }
    it { expect(value).to eq 1 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

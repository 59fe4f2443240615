# A control with two million results.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    2_000_000.times { |i| it("number #{i}") { expect(1).to eq 1 } }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

# Comparing two arrays that are nested 200,000 deep.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      a = []
      b = []
      200_000.times { a = [a]; b = [b] }
      expect(a == b).to eq true
      a.hash
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
